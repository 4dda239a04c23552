import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from './memory/substrate.ts';
import { sqliteSubstrate } from './sqlite/substrate.ts';

const FORMS = '`sqlite:<folder>` (one folder, no server) or `memory:` (lost when the process ends)';

/**
 * Opens the log a URL names: `sqlite:.dse`, `memory:`.
 * @throws Error naming the URL and the forms when it is none of these, or names a log this build does not hold.
 */
export async function openLog(url: string): Promise<Substrate> {
  if (url === 'memory:') return memorySubstrate();
  const folder = /^sqlite:(?!\/\/)(.+)$/.exec(url)?.[1];
  if (folder !== undefined) return sqliteSubstrate({ folder });
  if (url.startsWith('nats:')) {
    throw new Error(`log "${url}" cannot be opened: JetStream is not part of this build yet; use ${FORMS}`);
  }
  throw new Error(`"${url}" names no log; use ${FORMS}`);
}
