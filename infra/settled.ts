import { setTimeout as sleep } from 'node:timers/promises';
import type { Dse } from './running.ts';

const LOOK_MS = 10;

/** Waits until nothing is pending that followed from one command, by its id, whatever else goes on in the house. @throws what broke a worker. */
export async function settled(
  dse: { readonly substrate: { readonly effects: Pick<Dse['substrate']['effects'], 'pending'> } } & Pick<
    Dse,
    'failure'
  >,
  command: string,
): Promise<void> {
  for (;;) {
    const pending = await dse.substrate.effects.pending();
    if (!pending.some(({ correlation }) => correlation === command)) return;
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
}
