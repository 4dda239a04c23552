import { assign, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';

/** Positions up to which the log is sealed. */
export type LogContext = { readonly sealed: number };

type LogFact = FactEvent<'log.sealed' | 'blob.erased' | 'runs.lost' | 'effect.failed'>;

/** The log's own actor: seals, erasures, losses (DESIGN 4). */
export const logMachine = setup({
  types: {} as { context: LogContext; events: LogFact },
  actions: {
    noted: assign({}),
    seal: assign({ sealed: ({ event }) => (event as FactEvent<'log.sealed'>).data.to }),
  },
}).createMachine({
  id: 'log',
  initial: 'open',
  context: { sealed: 0 },
  states: {
    open: {
      on: {
        'log.sealed': { actions: 'seal' },
        'blob.erased': { actions: 'noted' },
        'runs.lost': { actions: 'noted' },
        'effect.failed': { actions: 'noted' },
      },
    },
  },
});
