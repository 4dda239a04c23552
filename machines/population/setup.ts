import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import { measured } from '../rules/measured.ts';
import { gainOf } from '../rules/population/gainText.ts';
import {
  afterAllBred,
  afterBred,
  afterEvaluated,
  afterGeneration,
  afterMigrated,
  afterPlanned,
  afterRefused,
} from './after.ts';
import { breeding, candidateOf, evaluation } from './context.ts';
import type { PopulationContext, PopulationFact } from './context.ts';

type Ref = { readonly kind: string; readonly id: string };
const told = (to: Ref, command: object) => ({ id: 'tell', input: { to, command } });

/** What a population remembers of its facts, what it has done, and whom it tells. */
export const populationSetup = setup({
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- xstate reads the types from it
  types: {} as { context: PopulationContext; events: PopulationFact },
  actors: {
    checkControls: placeholder,
    breed: placeholder,
    evaluateCandidate: placeholder,
    compareFinalists: placeholder,
    prepareMended: placeholder,
    proveTarget: placeholder,
    generateWinner: placeholder,
    tell: placeholder,
  },
  actions: {
    noted: assign({}),
    queue: assign({
      asked: ({ event }) => {
        const { by: _by, read: _read, incumbent, ...asked } = (event as FactEvent<'population.queued'>).data;
        return { ...asked, incumbent: candidateOf(incumbent) };
      },
    }),
    startDeadline: enqueueActions(({ context, enqueue }) => {
      const delay = context.asked!.settings.time_limit_ms;
      enqueue.raise({ type: 'deadline' } as never, { id: 'deadline', delay });
    }),
    stopDeadline: enqueueActions(({ enqueue }) => {
      enqueue.cancel('deadline');
    }),
    askForFunds: enqueueActions(({ context, enqueue }) => {
      const { id, evaluations, micro } = context.asked!.budget;
      enqueue.spawnChild(
        'tell',
        told({ kind: 'budget', id }, { type: 'reserve', evaluations, cost_micro: micro }),
      );
    }),
    bookControls: assign(({ context, event }) => {
      const { evaluations, cost_micro, dearest } = (event as FactEvent<'controls.checked'>).data;
      return {
        dearest,
        evaluations: context.evaluations + evaluations,
        costMicro: context.costMicro + cost_micro,
      };
    }),
    plan: assign(({ context, event }) =>
      afterPlanned(context, (event as FactEvent<'generation.planned'>).data),
    ),
    breed: enqueueActions(({ event, enqueue }) => {
      const { generation, children } = (event as FactEvent<'generation.planned'>).data;
      for (const { slot, attempt, operators, parents, seed } of children)
        if (operators.length > 0)
          enqueue.spawnChild('breed', {
            id: breeding(slot),
            input: { generation, slot, attempt, operators, parents, seed },
          });
    }),
    bear: assign(({ context, event }) => afterBred(context, (event as FactEvent<'candidate.bred'>).data)),
    refuse: assign(({ context, event }) =>
      afterRefused(context, (event as FactEvent<'candidate.refused'>).data),
    ),
    gather: assign(({ context }) => afterAllBred(context)),
    evaluateAll: enqueueActions(({ context, enqueue }) => {
      const { generation } = context;
      for (const [, , stage, candidate] of context.children)
        if (stage === 'gate' || stage === 'full')
          enqueue.spawnChild('evaluateCandidate', {
            id: evaluation(stage, candidate!),
            input: { generation, candidate, stage },
          });
    }),
    evaluate: assign(({ context, event }) =>
      afterEvaluated(context, (event as FactEvent<'candidate.evaluated'>).data),
    ),
    evaluateRest: enqueueActions(({ context, event, enqueue }) => {
      const { candidate, stage, passed, generation } = (event as FactEvent<'candidate.evaluated'>).data;
      if (stage !== 'gate' || !passed || context.stop !== null) return;
      enqueue.spawnChild('evaluateCandidate', {
        id: evaluation('full', candidate),
        input: { generation, candidate, stage: 'full' },
      });
    }),
    endGeneration: assign(({ context, event }) =>
      afterGeneration(context, (event as FactEvent<'generation.ended'>).data),
    ),
    migrate: assign(({ context, event }) =>
      afterMigrated(context, (event as FactEvent<'candidate.migrated'>).data),
    ),
    stop: assign({ stop: ({ event }) => (event as FactEvent<'population.stopped'>).data }),
    nameFinalists: assign(({ context, event }) => {
      const { finalists } = (event as FactEvent<'finalists.named'>).data;
      const all = [...finalists, context.asked!.incumbent];
      return { children: [], finalists: all.map((candidate) => [candidate, false] as const) };
    }),
    rescore: enqueueActions(({ context, enqueue }) => {
      for (const [candidate] of context.finalists)
        enqueue.spawnChild('evaluateCandidate', {
          id: evaluation('holdout', candidate),
          input: { generation: context.generation, candidate, stage: 'holdout' },
        });
    }),
    choose: assign({
      chosen: ({ event }) => {
        const { finalists, incumbent, chosen, shown } = (event as FactEvent<'finalists.rescored'>).data;
        const own = finalists.find(({ candidate }) => candidate === chosen);
        return { chosen, shown, incumbent: incumbent.mean, own: own ? gainOf(own) : null };
      },
    }),
    extendSuite: enqueueActions(({ context, event, enqueue }) => {
      const { base, suite, added } = (event as FactEvent<'evidence.prepared'>).data;
      const { capability, target } = context.asked!;
      enqueue.spawnChild(
        'tell',
        told(
          { kind: 'capability', id: capability },
          {
            type: 'extendSuite',
            from: base,
            suite,
            added,
            reason: `wrong answers of ${target} that ${context.chosen!.chosen} mends`,
          },
        ),
      );
    }),
    measureParent: assign({
      parent: ({ event }) => measured((event as FactEvent<'parent.proved'>).data.proof),
      costMicro: ({ context, event }) =>
        context.costMicro + (event as FactEvent<'parent.proved'>).data.proof.cost_micro,
    }),
    take: assign({ winner: ({ event }) => (event as FactEvent<'winner.generated'>).data.artifact }),
    bookProof: assign({
      costMicro: ({ context, event }) =>
        context.costMicro + (event as FactEvent<'winner.proved'>).data.proof.cost_micro,
    }),
    /** It is stored and offered, stored alone, or rejected. */
    tellWinner: enqueueActions(({ context, event, enqueue }) => {
      const { verdict, reason } = (event as FactEvent<'winner.proved'>).data;
      const { kind, settings } = context.asked!;
      const offered = settings.deploy === 'offer' ? {} : { offer: false };
      enqueue.spawnChild(
        'tell',
        told(
          { kind, id: context.winner! },
          verdict === 'accepted' ? { type: 'store', ...offered } : { type: 'reject', reason },
        ),
      );
    }),
    /** Who stops while it waits for its funds may have been granted them; the budget refuses where it was not. */
    settleBudget: enqueueActions(({ context, event, enqueue }) => {
      const { outcome, evaluations, cost_micro } = (event as FactEvent<'population.ended'>).data;
      if (!context.funded && outcome !== 'cancelled') return;
      const { id } = context.asked!.budget;
      enqueue.spawnChild('tell', told({ kind: 'budget', id }, { type: 'settle', evaluations, cost_micro }));
    }),
  },
  guards: {
    isExtension: ({ event }) => (event as FactEvent<'evidence.prepared'>).data.added > 0,
    isChosen: ({ event }) => (event as FactEvent<'finalists.rescored'>).data.chosen !== null,
    allRescored: ({ context }) =>
      context.finalists.length > 1 && context.finalists.every(([, answered]) => answered),
  },
});
