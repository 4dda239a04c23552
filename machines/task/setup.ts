import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import { BUDGET, MEMORY_GENERATOR, NEIGHBOUR_GENERATOR, SEED_GENERATOR } from './context.ts';
import type { TaskContext, TaskFact } from './context.ts';

type Ended = {
  readonly outcome: 'better' | 'not_better' | 'nothing' | 'failed';
  readonly artifact: string | null;
  readonly fitness: number | undefined;
  readonly reason: string;
};

/** Generators that nobody draws, so nobody has to hear how they fared. */
const UNARMED: readonly string[] = [SEED_GENERATOR, MEMORY_GENERATOR, NEIGHBOUR_GENERATOR];

/** What an experiment tells its session. */
function reportOf(context: TaskContext, { outcome, artifact, fitness, reason }: Ended) {
  const { session, n } = context.experiment!;
  return {
    id: 'tell',
    input: {
      to: { kind: 'optimization', id: session },
      command: {
        type: 'experimentEnded',
        n,
        outcome,
        artifact,
        fitness: fitness ?? null,
        evaluations: context.evaluations,
        cost_micro: context.costMicro,
        reason,
      },
    },
  };
}

/** What a task remembers of its facts, whom it tells, and what its transitions depend on. */
export const taskSetup = setup({
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- xstate reads the types from it
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
      const {
        evidence,
        description: _,
        experiment: asked,
        ...request
      } = (event as FactEvent<'task.accepted'>).data.request;
      const reasons = evidence?.metrics.map((metric) => metric.reason) ?? [];
      // Counts decide (law 7): a measured time is the reason only where no count drifted.
      const counts = reasons.filter((reason) => reason !== 'latency');
      const drifted = counts.length > 0 ? counts : reasons;
      const wrong = drifted.includes('quality') || drifted.includes('errors') || request.mode === 'core';
      const known = (event as FactEvent<'task.accepted'>).data.served !== null;
      const plain = { request, known, drifted, strategy: wrong ? ('repair' as const) : ('speed' as const) };
      if (asked === undefined) return plain;
      const { parent, ...experiment } = asked;
      return { ...plain, experiment, parent, suite: parent.suite };
    }),
    startDeadline: enqueueActions(({ context, enqueue }) => {
      const delay = context.request?.deadline_ms ?? null;
      if (delay !== null) enqueue.raise({ type: 'deadline' } as never, { id: 'deadline', delay });
    }),
    stopDeadline: enqueueActions(({ context, enqueue }) => {
      if ((context.request?.deadline_ms ?? null) !== null) enqueue.cancel('deadline');
    }),
    askForFunds: enqueueActions(({ context, enqueue }) => {
      // The session has the money.
      if (context.experiment) return;
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
      if (!tried || UNARMED.includes(tried)) return;
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
    reject: assign({
      rejected: ({ event }) => {
        const { artifact, reason, compared, fitness } = (event as FactEvent<'candidate.judged'>).data;
        return { artifact, reason, compared, fitness };
      },
    }),
    bookProof: assign({
      costMicro: ({ context, event }) =>
        context.costMicro + ((event as FactEvent<'candidate.judged'>).data.cost_micro ?? 0),
    }),
    acceptCandidate: assign({
      accepted: ({ event }) => {
        const { artifact, quality, generator, fitness } = (event as FactEvent<'candidate.judged'>).data;
        return { artifact, quality, generator, fitness };
      },
    }),
    /** The session hears what its experiment came to. */
    reportOffer: enqueueActions(({ context, event, enqueue }) => {
      const { artifact, fitness, reason } = (event as FactEvent<'candidate.judged'>).data;
      enqueue.spawnChild('tell', reportOf(context, { outcome: 'better', artifact, fitness, reason }));
    }),
    reportEnd: enqueueActions(({ context, event, enqueue }) => {
      const { experiment, rejected, accepted } = context;
      // What was offered was told then.
      if (!experiment || (accepted && !accepted.selected)) return;
      const { reason, unfinished } = (event as FactEvent<'task.unanswered'>).data;
      if (accepted) {
        const { artifact, fitness } = accepted;
        enqueue.spawnChild('tell', reportOf(context, { outcome: 'failed', artifact, fitness, reason }));
        return;
      }
      const found = {
        artifact: rejected?.artifact ?? null,
        fitness: rejected?.fitness,
        reason: unfinished ? reason : (rejected?.reason ?? reason),
      };
      const outcome = unfinished ? 'failed' : rejected === null ? 'nothing' : 'not_better';
      enqueue.spawnChild('tell', reportOf(context, { ...found, outcome }));
    }),
    /** What was offered and is not taken has no other use. */
    dropCandidate: enqueueActions(({ context, event, enqueue }) => {
      const { experiment, accepted, request } = context;
      if (!experiment || !accepted || accepted.selected) return;
      const { reason } = (event as FactEvent<'task.unanswered'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind: request?.kind, id: accepted.artifact }, command: { type: 'reject', reason } },
      });
    }),
    reportAdopted: enqueueActions(({ context, event, enqueue }) => {
      if (!context.experiment) return;
      const { artifact } = (event as FactEvent<'task.answered'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: {
          to: { kind: 'optimization', id: context.experiment.session },
          command: {
            type: 'adopted',
            n: context.experiment.n,
            artifact,
          },
        },
      });
    }),
    settleBudget: enqueueActions(({ context, enqueue }) => {
      if (context.funded === 0 || context.experiment) return;
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
      if (!target || context.experiment) return;
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
    experimenting: ({ context }) => context.experiment !== undefined,
    inExperiment: ({ context, event }) =>
      context.experiment !== undefined &&
      (event as FactEvent<'candidate.judged'>).data.verdict === 'accepted',
    optimizing: ({ context }) => context.request?.mode === 'optimize',
    // An experiment brings its parent's numbers along.
    unmeasured: ({ context }) => context.request?.target !== null && context.parent === null,
    empty: ({ event }) => (event as FactEvent<'candidates.proposed'>).data.candidates.length === 0,
    accepted: ({ event }) => (event as FactEvent<'candidate.judged'>).data.verdict === 'accepted',
    last: ({ context }) => context.queue.length <= 1,
  },
});
