import { setTimeout as sleep } from 'node:timers/promises';
import type { ActorKind, ActorRef } from '../../events/commit.ts';
import type { Dse } from '../dse.ts';

const LOOK_MS = 100;

/** An actor's state by name; of nested states the outermost. */
export async function stateOf(dse: Dse, actor: ActorRef & { kind: ActorKind }): Promise<string> {
  const { snapshot } = await dse.host.look(actor);
  return typeof snapshot.value === 'string' ? snapshot.value : Object.keys(snapshot.value as object)[0]!;
}

/**
 * Waits until an actor's state is one that was waited for; null when `signal` came first.
 * @throws what broke the worker, for then nobody works on it any more.
 */
export async function waitUntil(
  dse: Dse,
  actor: ActorRef & { kind: ActorKind },
  reached: (state: string) => boolean,
  signal: AbortSignal,
): Promise<{ readonly state: string } | null> {
  let wake = (): void => {};
  const off = dse.host.onCommit((commit) => {
    if (commit.actor.kind === actor.kind && commit.actor.id === actor.id) wake();
  });
  try {
    while (!signal.aborted) {
      const state = await stateOf(dse, actor);
      if (reached(state)) return { state };
      if (dse.failure) throw dse.failure;
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleep(LOOK_MS)]);
    }
    return null;
  } finally {
    off();
  }
}
