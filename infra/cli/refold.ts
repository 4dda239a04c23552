import { DivergedState, foldCommit } from '../../actors/resident.ts';
import { UnreadableCommit } from '../../events/codec.ts';
import { sha256 } from '../../events/hash.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { stateText } from '../../machines/fold.ts';
import { behaviours } from '../../machines/registry.ts';
import { commitsAfter } from './commits.ts';

export type FoldedActor = {
  readonly actor: string;
  readonly version: number;
  readonly state: string;
  readonly hash: string;
};

export type Refolded = {
  readonly commits: number;
  readonly actors: ReadonlyMap<string, FoldedActor>;
  /** Commits whose state was compared; those of an older machine have another state by right. */
  readonly compared: number;
  /** What does not fold to the state it recorded; an actor is not followed beyond its first. */
  readonly differences: readonly { readonly position: number; readonly detail: string }[];
};

/** Folds every actor from its first commit, without snapshots, and compares each state with the recorded hash; up to `until` when given. */
export async function refold(substrate: Substrate, until: number | null): Promise<Refolded> {
  const actors = new Map<string, FoldedActor>();
  const snapshots = new Map<string, ReturnType<(typeof behaviours)['task']['interpreter']['initial']>>();
  const lost = new Set<string>();
  const differences: { position: number; detail: string }[] = [];
  let commits = 0;
  let compared = 0;
  let reached = 0;
  try {
    for await (const { position, commit } of commitsAfter(substrate, 0)) {
      if (until !== null && position > until) break;
      reached = position;
      commits += 1;
      const actor = `${commit.actor.kind}/${commit.actor.id}`;
      if (lost.has(actor)) continue;
      const behaviour = behaviours[commit.actor.kind];
      try {
        const known = actors.get(actor);
        if (commit.version !== (known?.version ?? 0) + 1) {
          throw new DivergedState(
            `commit ${commit.version} of ${actor} follows version ${known?.version ?? 0}: commits are missing or out of order`,
          );
        }
        const snapshot = foldCommit(
          behaviour,
          snapshots.get(actor) ?? behaviour.interpreter.initial(),
          commit,
        );
        snapshots.set(actor, snapshot);
        actors.set(actor, {
          actor,
          version: commit.version,
          state: JSON.stringify(snapshot.value).replaceAll('"', ''),
          hash: sha256(stateText(behaviour.interpreter.freeze(snapshot))),
        });
        if (commit.meta.producer.version === behaviour.version) compared += 1;
      } catch (error) {
        if (!(error instanceof DivergedState)) throw error;
        lost.add(actor);
        differences.push({ position, detail: error.message });
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableCommit)) throw error;
    differences.push({ position: reached + 1, detail: error.message });
  }
  return { commits, actors, compared, differences };
}
