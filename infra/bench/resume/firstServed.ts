import { decodeCommit } from '../../../events/codec.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';

/** What a capability served first: what stood when the work began. @throws Error where it never served anything. */
export async function firstServed(log: Substrate, capability: string): Promise<string> {
  for (const { body } of await log.events.read({ kind: 'capability', id: capability }))
    for (const { type, data } of decodeCommit(body, `capability/${capability}`).events)
      if (type === 'capability.promoted') return String(data['artifact']);
  throw new Error(`bench: ${capability} serves nothing`);
}
