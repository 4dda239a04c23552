import type { Substrate } from '../../events/substrate/substrate.ts';
import { LogFailure } from './failure.ts';
import { memorySubstrate } from './memory/substrate.ts';
import { sqliteSubstrate } from './sqlite/substrate.ts';

const FORMS =
  '`sqlite:<folder>` (one folder, no server), `nats://host:port` (JetStream) or `memory:` (lost when the process ends)';

/**
 * Opens the log a URL names: `sqlite:.dse`, `nats://host:4222`, `memory:`.
 * @throws LogFailure `address` naming the URL and the forms when it is none of these.
 */
export async function openLog(url: string): Promise<Substrate> {
  if (url === 'memory:') return memorySubstrate();
  const folder = /^sqlite:(?!\/\/)(.+)$/.exec(url)?.[1];
  if (folder !== undefined) return sqliteSubstrate({ folder });
  if (/^(nats|tls):\/\//.test(url)) {
    const { natsSubstrate } = await import('./nats/substrate.ts');
    return natsSubstrate(url);
  }
  throw new LogFailure('address', `"${url}" names no log; use ${FORMS}`);
}
