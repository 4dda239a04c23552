import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '../../events/commit.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { Dse } from '../running.ts';

const LOOK_MS = 200;

/**
 * The facts of a population as they come, from its first one until it has ended (true) or `signal` says to look no longer (false).
 * @throws what broke a worker, for then nobody works on it any more.
 */
export async function* populationFacts(
  dse: Dse,
  population: string,
  signal: AbortSignal,
): AsyncGenerator<Fact, boolean> {
  const ref = { kind: 'population', id: population } as const;
  let wake = (): void => {};
  const off = dse.host.onCommit(({ actor }) => {
    if (actor.kind === ref.kind && actor.id === ref.id) wake();
  });
  try {
    for (let after = 0; ;) {
      // Armed before reading: what is said meanwhile is not missed.
      const more = new Promise<void>((resolve) => (wake = resolve));
      for (const { body, version } of await dse.substrate.events.read(ref, after)) {
        after = version;
        for (const fact of decodeCommit(body, `commit ${version} of population/${population}`).events) {
          yield fact;
          if (fact.type === 'population.ended' || fact.type === 'population.refused') return true;
        }
      }
      if (signal.aborted) return false;
      if (dse.failure) throw dse.failure;
      await Promise.race([more, sleep(LOOK_MS)]);
    }
  } finally {
    off();
  }
}
