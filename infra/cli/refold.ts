import type { AnyMachineSnapshot } from 'xstate';
import { DivergedState, foldCommit } from '../../actors/resident.ts';
import { UnreadableCommit } from '../../events/codec.ts';
import type { Commit } from '../../events/commit.ts';
import { sha256 } from '../../events/hash.ts';
import type { StoredCommit } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { NewerSchema } from '../../events/upcast.ts';
import { stateText } from '../../machines/fold.ts';
import { behaviours } from '../../machines/registry.ts';
import { placed } from '../answers/commits.ts';

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

const PAGE = 500;

/**
 * Folds every actor from its first commit, without snapshots, and compares each state with the recorded hash; up to the
 * position `until` when given. What cannot be read or folded is a difference, and everything else is still compared.
 */
export async function refold(substrate: Substrate, until: number | null): Promise<Refolded> {
  const folding = new Folding();
  for (let after = 0; ;) {
    const page = await substrate.events.readAll(after, PAGE);
    for (const stored of page) {
      if (until !== null && stored.position > until) return folding;
      folding.add(stored);
    }
    const last = page.at(-1);
    if (!last) return folding;
    after = last.position;
  }
}

class Folding implements Refolded {
  commits = 0;
  compared = 0;
  readonly actors = new Map<string, FoldedActor>();
  readonly differences: { position: number; detail: string }[] = [];
  readonly #snapshots = new Map<string, AnyMachineSnapshot>();
  readonly #lost = new Set<string>();

  add(stored: StoredCommit): void {
    this.commits += 1;
    const actor = `${stored.actor.kind}/${stored.actor.id}`;
    if (this.#lost.has(actor)) return;
    try {
      this.#fold(actor, placed(stored).commit);
    } catch (error) {
      if (
        !(error instanceof DivergedState || error instanceof UnreadableCommit || error instanceof NewerSchema)
      )
        throw error;
      this.#lost.add(actor);
      this.differences.push({ position: stored.position, detail: error.message });
    }
  }

  #fold(actor: string, commit: Commit): void {
    const behaviour = behaviours[commit.actor.kind];
    const version = this.actors.get(actor)?.version ?? 0;
    if (commit.version !== version + 1) {
      throw new DivergedState(
        `commit ${commit.version} of ${actor} follows version ${version}: commits are missing or out of order`,
      );
    }
    const snapshot = foldCommit(
      behaviour,
      this.#snapshots.get(actor) ?? behaviour.interpreter.initial(),
      commit,
    );
    this.#snapshots.set(actor, snapshot);
    this.actors.set(actor, {
      actor,
      version: commit.version,
      state: JSON.stringify(snapshot.value).replaceAll('"', ''),
      hash: sha256(stateText(behaviour.interpreter.freeze(snapshot))),
    });
    if (commit.meta.producer.version === behaviour.version) this.compared += 1;
  }
}
