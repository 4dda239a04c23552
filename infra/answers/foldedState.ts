import type { AnyMachineSnapshot } from 'xstate';
import type { ActorKind } from '../../events/commit.ts';
import { behaviours } from '../../machines/registry.ts';
import type { Placed } from './commits.ts';

/** An actor's state as its commits leave it, for who reads the log and works on nothing. */
export function foldedState(kind: ActorKind, commits: readonly Placed[]): AnyMachineSnapshot {
  const { interpreter } = behaviours[kind];
  return commits.reduce(
    (snapshot, { commit }) => interpreter.fold(snapshot, commit.events, commit.meta.at).snapshot,
    interpreter.initial(),
  );
}
