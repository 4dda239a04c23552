import { assign, enqueueActions, setup } from 'xstate';
import type { FactData } from '../../events/catalog.ts';
import type { ProofSummary, SuiteRef } from '../../events/proof.ts';
import type { TaskRequest } from '../../events/task.ts';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';

/** The numbers of a proof that a judgement compares; the whole proof stays in the log. */
export type Measured = Pick<
  ProofSummary,
  'suite' | 'pass_rate' | 'performance' | 'robustness' | 'quality' | 'fuel' | 'common_fuel' | 'raw'
> & {
  readonly coverage: number | null;
  /** Branches that no input of the suite reached; null where they are not counted. */
  readonly uncovered: number | null;
  /** Drawn inputs on which a descendant answers otherwise than its parent, which was right; null: not compared. */
  readonly different: number | null;
};

type Judged = FactData<'candidate.judged'>;

export type TaskContext = {
  readonly request: Omit<TaskRequest, 'evidence' | 'description'> | null;
  /** A CORE task whose capability is served already. */
  readonly known: boolean;
  readonly strategy: 'repair' | 'speed';
  /** The drifted metrics that a descendant has to better. */
  readonly drifted: readonly string[];
  readonly suite: SuiteRef | null;
  readonly parent: Measured | null;
  /** Generators tried so far, in order. */
  readonly tried: readonly string[];
  /** Candidates of the current proposal that still wait for their proof; the first one is being proved. */
  readonly queue: readonly { readonly artifact: string; readonly source: string }[];
  /** The last rejected candidate and its numbers, for an evolution that finds nothing better. */
  readonly rejected: Pick<Judged, 'artifact' | 'reason' | 'compared'> | null;
  readonly accepted: {
    readonly artifact: string;
    readonly quality: number;
    readonly generator: string;
  } | null;
  readonly evaluations: number;
  readonly costMicro: number;
  readonly funded: number;
};

type TaskFact = FactEvent<
  | 'task.accepted'
  | 'task.rejected'
  | 'evidence.prepared'
  | 'suite.adopted'
  | 'task.funded'
  | 'parent.proved'
  | 'generator.chosen'
  | 'candidates.proposed'
  | 'candidate.judged'
  | 'hint.left'
  | 'task.answered'
  | 'task.unanswered'
  | 'effect.failed'
>;

/** The budget every task is funded from. */
export const BUDGET = 'default';
/** Proposes the capability's own starting code; not an arm of the bandit. */
export const SEED_GENERATOR = 'seed';
/** Proposes what was stored for something like it; not an arm of the bandit either. */
export const MEMORY_GENERATOR = 'memory';

export function measured(proof: ProofSummary): Measured {
  const { suite, pass_rate, performance, robustness, quality, fuel, common_fuel, raw } = proof;
  const { branches } = proof.counts;
  return {
    suite,
    pass_rate,
    performance,
    robustness,
    quality,
    fuel,
    common_fuel,
    raw,
    coverage: proof.coverage?.score ?? null,
    uncovered: branches === null ? null : branches.total - branches.covered,
    different: proof.differential?.different ?? null,
  };
}

/** A request for work on code, from acceptance to an outcome (DESIGN 1, 6; T1, T12): a process manager. */
export const taskMachine = setup({
  types: {} as { context: TaskContext; events: TaskFact },
  actors: {
    prepareEvidence: placeholder,
    proveParent: placeholder,
    chooseGenerator: placeholder,
    propose: placeholder,
    tell: placeholder,
    generateCandidate: placeholder,
    learnFix: placeholder,
  },
  actions: {
    noted: assign({}),
    accept: assign(({ event }) => {
      const { evidence, description: _, ...request } = (event as FactEvent<'task.accepted'>).data.request;
      const reasons = evidence?.metrics.map((metric) => metric.reason) ?? [];
      // Counts decide (law 7): a measured time is the reason only where no count drifted.
      const counts = reasons.filter((reason) => reason !== 'latency');
      const drifted = counts.length > 0 ? counts : reasons;
      const wrong = drifted.includes('quality') || drifted.includes('errors') || request.mode === 'core';
      const known = (event as FactEvent<'task.accepted'>).data.served !== null;
      return { request, known, drifted, strategy: wrong ? ('repair' as const) : ('speed' as const) };
    }),
    startDeadline: enqueueActions(({ context, enqueue }) => {
      const delay = context.request?.deadline_ms ?? null;
      if (delay !== null) enqueue.raise({ type: 'deadline' } as never, { id: 'deadline', delay });
    }),
    stopDeadline: enqueueActions(({ context, enqueue }) => {
      if ((context.request?.deadline_ms ?? null) !== null) enqueue.cancel('deadline');
    }),
    askForFunds: enqueueActions(({ context, enqueue }) => {
      const request = context.request!;
      const evaluations = request.evaluations * request.attempts;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind: 'budget', id: BUDGET }, command: { type: 'reserve', evaluations } },
      });
    }),
    extendSuite: enqueueActions(({ context, event, enqueue }) => {
      const { base, suite, added } = (event as FactEvent<'evidence.prepared'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: 'capability', id: context.request?.capability },
          command: {
            type: 'extendSuite',
            from: base,
            suite,
            added,
            reason: `drift of ${context.drifted.join(', ')}`,
          },
        },
      });
    }),
    generateFirst: enqueueActions(({ context, enqueue }) => {
      const first = context.queue[0];
      if (first)
        enqueue.spawnChild('generateCandidate', { id: 'generateCandidate', input: { candidate: first } });
    }),
    rewardGenerator: enqueueActions(({ context, event, enqueue }) => {
      const tried = context.tried.at(-1);
      if (!tried || tried === SEED_GENERATOR || tried === MEMORY_GENERATOR) return;
      const accepted = event.type === 'candidate.judged' && event.data.verdict === 'accepted';
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: 'capability', id: context.request?.capability },
          command: { type: 'reward', generator: tried, reward: accepted ? 1 : 0 },
        },
      });
    }),
    storeAccepted: enqueueActions(({ context, enqueue }) => {
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: context.request?.kind, id: context.queue[0]?.artifact },
          command: { type: 'store' },
        },
      });
    }),
    learnFix: enqueueActions(({ context, enqueue }) => {
      enqueue.spawnChild('learnFix', { id: 'learnFix', input: { child: context.accepted?.artifact } });
    }),
    rejectCandidate: enqueueActions(({ context, event, enqueue }) => {
      const { reason } = (event as FactEvent<'candidate.judged'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: context.request?.kind, id: context.queue[0]?.artifact },
          command: { type: 'reject', reason },
        },
      });
    }),
    settleBudget: enqueueActions(({ context, enqueue }) => {
      if (context.funded === 0) return;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: 'budget', id: BUDGET },
          command: { type: 'settle', evaluations: context.evaluations, cost_micro: context.costMicro },
        },
      });
    }),
    giveUpEvolution: enqueueActions(({ context, event, enqueue }) => {
      const target = context.request?.target;
      if (!target) return;
      const rejected = context.rejected;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: context.request?.kind, id: target },
          command: {
            type: 'rejectEvolution',
            reason: rejected?.reason ?? (event as FactEvent<'task.unanswered'>).data.reason,
            compared: rejected?.compared ?? {},
            candidate: rejected?.artifact ?? null,
          },
        },
      });
    }),
  },
  guards: {
    known: ({ context }) => context.known,
    optimizing: ({ context }) => context.request?.mode === 'optimize',
    hasParent: ({ context }) => context.request?.target !== null,
    empty: ({ event }) => (event as FactEvent<'candidates.proposed'>).data.candidates.length === 0,
    accepted: ({ event }) => (event as FactEvent<'candidate.judged'>).data.verdict === 'accepted',
    last: ({ context }) => context.queue.length <= 1,
  },
}).createMachine({
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
        'task.unanswered': { target: 'unanswered', actions: ['settleBudget', 'giveUpEvolution'] },
      },
      states: {
        routing: {
          always: [
            { guard: 'known', target: 'answering' },
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
                guard: 'hasParent',
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
              actions: assign({ tried: ({ context, event }) => [...context.tried, event.data.generator] }),
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
                guard: 'accepted',
                target: 'storing',
                actions: [
                  'rewardGenerator',
                  'storeAccepted',
                  assign({
                    accepted: ({ event }) => ({
                      artifact: event.data.artifact,
                      quality: event.data.quality,
                      generator: event.data.generator,
                    }),
                  }),
                ],
              },
              {
                guard: 'last',
                target: 'choosing',
                actions: [
                  'rejectCandidate',
                  'rewardGenerator',
                  assign({
                    queue: [],
                    rejected: ({ event }) => ({
                      artifact: event.data.artifact,
                      reason: event.data.reason,
                      compared: event.data.compared,
                    }),
                  }),
                ],
              },
              {
                actions: [
                  'rejectCandidate',
                  assign({
                    queue: ({ context }) => context.queue.slice(1),
                    rejected: ({ event }) => ({
                      artifact: event.data.artifact,
                      reason: event.data.reason,
                      compared: event.data.compared,
                    }),
                  }),
                  'generateFirst',
                ],
              },
            ],
          },
        },
        storing: {
          on: { 'task.answered': { target: '#task.answered', actions: ['settleBudget', 'learnFix'] } },
        },
      },
      exit: 'stopDeadline',
    },
    answered: {},
    unanswered: {},
    rejected: {},
  },
});
