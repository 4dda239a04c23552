import { assign } from 'xstate';
import { fresh } from './context.ts';
import { optimizationSetup } from './setup.ts';

const ending = [
  'stopDeadline',
  'stopClock',
  'dropOffered',
  'registerExpert',
  'settleBudget',
  'leaveTarget',
] as const;

/** An OPTIMIZE session on one stored thing (DESIGN 1; SPEC T7-T24): a process manager that can be paused, resumed and cancelled anywhere. */
export const optimizationMachine = optimizationSetup.createMachine({
  id: 'optimization',
  initial: 'absent',
  context: fresh,
  on: { 'effect.failed': { actions: 'noted' } },
  states: {
    absent: {
      on: {
        'optimization.queued': { target: 'queued', actions: 'queue' },
        'optimization.refused': 'refused',
      },
    },
    refused: {},
    queued: {
      on: {
        'optimization.started': {
          target: 'working',
          actions: ['takeBudget', 'startClock', 'startDeadline'],
        },
        'optimization.stopped': { actions: 'stop' },
        'optimization.paused': { actions: assign({ paused: true }) },
        'optimization.resumed': { actions: assign({ paused: false }) },
        'optimization.ended': 'ended',
      },
    },
    working: {
      initial: 'joining',
      on: {
        'optimization.paused': {
          actions: ['stopDeadline', 'stopClock', assign({ paused: true })],
        },
        'optimization.resumed': {
          actions: [assign({ paused: false }), 'startClock', 'startDeadline'],
        },
        'optimization.stopped': { actions: ['dropOpen', 'stop'] },
        'optimization.ended': { target: 'ended', actions: [...ending] },
      },
      states: {
        joining: {
          entry: 'askTarget',
          on: { 'optimization.joined': { target: 'funding', actions: assign({ joined: true }) } },
        },
        funding: {
          entry: 'askForFunds',
          on: { 'optimization.funded': { target: 'measuring', actions: assign({ funded: true }) } },
        },
        measuring: {
          invoke: {
            id: 'proveTarget',
            src: 'proveTarget',
            input: ({ context }) => ({ target: context.asked?.target }),
          },
          on: { 'parent.proved': { target: 'searching', actions: 'measureParent' } },
        },
        searching: {
          on: {
            'experiment.planned': { actions: ['plan', 'submit'] },
            'experiment.ended': { actions: ['end', 'dropUnwanted'] },
            'tool.evolved': { actions: 'evolve' },
            'optimization.chosen': { target: 'taking', actions: ['select', 'dropOffered', 'take'] },
          },
        },
        /** The best is stored and offered to its capability. */
        taking: { on: { 'effect.failed': { actions: 'dropUnselected' } } },
      },
    },
    ended: {},
  },
});
