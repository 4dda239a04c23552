import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit, Fact } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { commitsAfter } from './commits.ts';

/** Where a fact stands: its commit's position, and its place in the commit. */
export type FactPlace = { readonly position: number; readonly index: number };
export type PlacedFact = FactPlace & { readonly commit: Commit; readonly fact: Fact };

/** How often the log is looked at, in ms: its own wakes do not keep a process alive, this look does. */
const LOOK_MS = 1000;

/** `kind/id` of the actor that said it. */
export function actorText({ commit }: PlacedFact): string {
  return `${commit.actor.kind}/${commit.actor.id}`;
}

/**
 * Every fact after a place, in order; with `follow` those to come as well, until `signal`. A place inside a commit goes on with the rest of it.
 */
export async function* factsAfter(
  substrate: Substrate,
  {
    after,
    follow,
    signal,
  }: { readonly after: FactPlace; readonly follow: boolean; readonly signal: AbortSignal },
): AsyncGenerator<PlacedFact, void> {
  let wake = (): void => {};
  const off = substrate.events.onAppended(() => wake());
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    let place = after;
    for (;;) {
      // Armed before reading: what is appended meanwhile is not missed.
      const more = new Promise<void>((resolve) => (wake = resolve));
      for await (const { position, commit } of commitsAfter(substrate, Math.max(0, place.position - 1))) {
        for (const [index, fact] of commit.events.entries()) {
          if (position === place.position && index <= place.index) continue;
          yield { position, index, commit, fact };
          if (signal.aborted) return;
        }
        place = { position, index: commit.events.length - 1 };
      }
      if (!follow || signal.aborted) return;
      await Promise.race([more, sleep(LOOK_MS)]);
    }
  } finally {
    off();
    signal.removeEventListener('abort', stop);
  }
}
