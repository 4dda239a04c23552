import type { ActorLogic, EventObject, NonReducibleUnknown, Snapshot } from 'xstate';

const snapshot = { status: 'active', output: undefined, error: undefined } as Snapshot<unknown>;

/** Has a name so that the declarations of machines can say it: xstate does not export what its fourth parameter defaults to. */
export interface Placeholder extends ActorLogic<Snapshot<unknown>, EventObject, NonReducibleUnknown> {}

/**
 * Stands where a machine invokes work: an unregistered source would lose its input. The work itself is an effect,
 * done in `actors/`; its result comes back as a command (DESIGN 5).
 */
export const placeholder: Placeholder = {
  transition: () => snapshot,
  getInitialSnapshot: () => snapshot,
  getPersistedSnapshot: () => snapshot,
};
