import type { ActorLogic, EventObject, NonReducibleUnknown, Snapshot } from 'xstate';

const snapshot = { status: 'active', output: undefined, error: undefined } as Snapshot<unknown>;

/**
 * Stands where a machine invokes work: an unregistered source would lose its input. The work itself is an effect,
 * done in `actors/`; its result comes back as a command (DESIGN 5).
 */
export const placeholder: ActorLogic<Snapshot<unknown>, EventObject, NonReducibleUnknown> = {
  transition: () => snapshot,
  getInitialSnapshot: () => snapshot,
  getPersistedSnapshot: () => snapshot,
};
