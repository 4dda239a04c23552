import { assign } from 'xstate';
import { fresh } from './context.ts';
import { populationSetup } from './setup.ts';

/**
 * A search over generations for what is better than what serves (SPEC G8, E6-E22, C64-C81): a process manager that waits for its funds, tests its
 * judges, breeds and evaluates, puts the best before examples nobody has seen, and has the winner proved.
 */
export const populationMachine = populationSetup.createMachine({
  id: 'population',
  initial: 'absent',
  context: fresh,
  on: { 'effect.failed': { actions: 'noted' } },
  states: {
    absent: {
      on: {
        'population.queued': { target: 'queued', actions: 'queue' },
        'population.refused': 'refused',
      },
    },
    refused: {},
    queued: {
      on: {
        'population.started': { target: 'working', actions: 'startDeadline' },
        'population.stopped': { actions: 'stop' },
        'population.ended': 'ended',
      },
    },
    working: {
      initial: 'funding',
      on: {
        'population.stopped': { actions: 'stop' },
        'deployment.decided': { actions: 'noted' },
        'population.ended': { target: 'ended', actions: ['stopDeadline', 'settleBudget'] },
        'finalists.named': { target: '.rescoring', actions: 'nameFinalists' },
      },
      states: {
        funding: {
          entry: 'askForFunds',
          on: { 'population.funded': { target: 'controlling', actions: assign({ funded: true }) } },
        },
        /** Nothing is bred before it is shown that bad work is seen to be bad. */
        controlling: {
          invoke: { id: 'checkControls', src: 'checkControls', input: {} },
          on: {
            'controls.checked': { actions: 'bookControls' },
            'generation.planned': { target: 'breeding', actions: ['plan', 'breed'] },
          },
        },
        breeding: {
          on: {
            'generation.planned': { actions: ['plan', 'breed'] },
            'candidate.bred': { actions: 'bear' },
            'candidate.refused': { actions: 'refuse' },
            'generation.bred': { target: 'evaluating', actions: ['gather', 'evaluateAll'] },
          },
        },
        evaluating: {
          on: {
            'candidate.evaluated': { actions: ['evaluate', 'evaluateRest'] },
            'candidate.refused': { actions: 'refuse' },
            'generation.ended': { actions: 'endGeneration' },
            'candidate.migrated': { actions: 'migrate' },
            'generation.planned': { target: 'breeding', actions: ['plan', 'breed'] },
          },
        },
        rescoring: {
          entry: 'rescore',
          on: {
            'candidate.evaluated': { actions: 'evaluate' },
            'candidate.refused': { actions: 'refuse' },
          },
          always: { guard: 'allRescored', target: 'comparing' },
        },
        comparing: {
          invoke: { id: 'compareFinalists', src: 'compareFinalists', input: {} },
          on: {
            'finalists.rescored': [
              { guard: 'isChosen', target: 'preparing', actions: 'choose' },
              { actions: 'choose' },
            ],
          },
        },
        /** What the incumbent got wrong and the winner mends becomes evidence: on the suite of before nothing would ask for it (SPEC P19). */
        preparing: {
          invoke: {
            id: 'prepareMended',
            src: 'prepareMended',
            input: ({ context }) => ({ candidate: context.chosen?.chosen }),
          },
          on: {
            'evidence.prepared': [
              { guard: 'isExtension', target: 'extending', actions: 'extendSuite' },
              { target: 'measuring' },
            ],
          },
        },
        extending: {
          on: { 'suite.adopted': 'measuring', 'evidence.outdated': 'preparing' },
        },
        /** What serves, on the suite its capability has now: what the winner is held against. */
        measuring: {
          invoke: {
            id: 'proveTarget',
            src: 'proveTarget',
            input: ({ context }) => ({ target: context.asked?.target, kind: context.asked?.kind }),
          },
          on: {
            'parent.proved': { actions: 'measureParent' },
            'winner.generated': { target: 'proving', actions: 'take' },
          },
        },
        proving: {
          invoke: {
            id: 'generateWinner',
            src: 'generateWinner',
            input: ({ context }) => ({ artifact: context.winner, candidate: context.chosen?.chosen }),
          },
          on: { 'winner.proved': { actions: ['bookProof', 'tellWinner'] } },
        },
      },
    },
    ended: {},
  },
});
