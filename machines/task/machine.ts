import { assign } from 'xstate';
import { measured } from '../rules/measured.ts';
import { taskSetup } from './setup.ts';

/** A request for work on code, from acceptance to an outcome (DESIGN 1, 6; T1, T12): a process manager. */
export const taskMachine = taskSetup.createMachine({
  id: 'task',
  initial: 'absent',
  context: {
    request: null,
    known: false,
    strategy: 'repair',
    drifted: [],
    suite: null,
    parent: null,
    tried: [],
    queue: [],
    rejected: null,
    accepted: null,
    evaluations: 0,
    costMicro: 0,
    funded: 0,
  },
  on: { 'effect.failed': { actions: 'noted' }, 'hint.left': { actions: 'noted' } },
  states: {
    absent: {
      on: {
        'task.accepted': { target: 'working', actions: ['accept', 'startDeadline'] },
        'task.rejected': 'rejected',
      },
    },
    working: {
      initial: 'routing',
      on: {
        'task.answered': 'answered',
        'task.unanswered': {
          target: 'unanswered',
          actions: ['settleBudget', 'giveUpEvolution', 'dropCandidate', 'reportEnd'],
        },
      },
      states: {
        routing: {
          always: [
            { guard: 'known', target: 'answering' },
            { guard: 'experimenting', target: 'funding' },
            { guard: 'optimizing', target: 'preparing' },
            { target: 'funding' },
          ],
        },
        /** Something proven is served already; the answer stands in the same commit. */
        answering: {},
        preparing: {
          invoke: { id: 'prepareEvidence', src: 'prepareEvidence', input: () => ({}) },
          on: {
            'evidence.prepared': {
              target: 'extending',
              actions: [
                assign({ evaluations: ({ context, event }) => context.evaluations + event.data.evaluations }),
                'extendSuite',
              ],
            },
          },
        },
        extending: {
          on: {
            'suite.adopted': {
              target: 'funding',
              actions: assign({ suite: ({ event }) => event.data.suite }),
            },
          },
        },
        funding: {
          entry: 'askForFunds',
          on: {
            'task.funded': [
              {
                guard: 'unmeasured',
                target: 'measuring',
                actions: assign({ funded: ({ event }) => event.data.evaluations }),
              },
              { target: 'choosing', actions: assign({ funded: ({ event }) => event.data.evaluations }) },
            ],
          },
        },
        measuring: {
          invoke: {
            id: 'proveParent',
            src: 'proveParent',
            input: ({ context }) => ({ suite: context.suite }),
          },
          on: {
            'parent.proved': {
              target: 'choosing',
              actions: assign({
                parent: ({ event }) => measured(event.data.proof),
                costMicro: ({ context, event }) => context.costMicro + event.data.proof.cost_micro,
              }),
            },
          },
        },
        choosing: {
          invoke: {
            id: 'chooseGenerator',
            src: 'chooseGenerator',
            input: ({ context }) => ({ tried: context.tried }),
          },
          on: {
            'generator.chosen': {
              target: 'proposing',
              actions: assign({
                tried: ({ context, event }) => [...context.tried, event.data.generator],
                temperature: ({ event }) => event.data.temperature,
              }),
            },
          },
        },
        proposing: {
          invoke: {
            id: 'propose',
            src: 'propose',
            input: ({ context }) => ({ generator: context.tried.at(-1) }),
          },
          on: {
            'candidates.proposed': [
              {
                guard: 'empty',
                target: 'choosing',
                actions: [
                  assign({
                    evaluations: ({ context, event }) => context.evaluations + event.data.evaluations,
                    costMicro: ({ context, event }) => context.costMicro + event.data.cost_micro,
                  }),
                  'rewardGenerator',
                ],
              },
              {
                target: 'proving',
                actions: [
                  assign({
                    queue: ({ event }) =>
                      event.data.candidates.map(({ artifact, source }) => ({ artifact, source })),
                    evaluations: ({ context, event }) => context.evaluations + event.data.evaluations,
                    costMicro: ({ context, event }) => context.costMicro + event.data.cost_micro,
                  }),
                  'generateFirst',
                ],
              },
            ],
          },
        },
        proving: {
          on: {
            'candidate.judged': [
              {
                guard: 'inExperiment',
                target: 'offered',
                actions: ['rewardGenerator', 'bookProof', 'acceptCandidate', 'stopDeadline', 'reportOffer'],
              },
              {
                guard: 'accepted',
                target: 'storing',
                actions: ['rewardGenerator', 'storeAccepted', 'bookProof', 'acceptCandidate'],
              },
              {
                guard: 'last',
                target: 'choosing',
                actions: ['rejectCandidate', 'rewardGenerator', 'bookProof', 'reject', assign({ queue: [] })],
              },
              {
                actions: [
                  'rejectCandidate',
                  'bookProof',
                  'reject',
                  assign({ queue: ({ context }) => context.queue.slice(1) }),
                  'generateFirst',
                ],
              },
            ],
          },
        },
        /** The session compares it with what the other experiments found. */
        offered: {
          on: {
            'candidate.selected': {
              target: 'storing',
              actions: [
                assign({
                  accepted: ({ context }) =>
                    context.accepted && { ...context.accepted, selected: true as const },
                }),
                'storeAccepted',
              ],
            },
          },
        },
        storing: {
          on: {
            'task.answered': {
              target: '#task.answered',
              actions: ['settleBudget', 'learnFix', 'reportAdopted'],
            },
          },
        },
      },
      exit: 'stopDeadline',
    },
    answered: {},
    unanswered: {},
    rejected: {},
  },
});
