import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import { aimedFitness } from '../rules/aimedFitness.ts';
import { measured } from '../rules/measured.ts';
import {
  afterExperiment,
  afterPlan,
  experimentTask,
  expertName,
  gainOf,
  SELECTION,
  submission,
} from './context.ts';
import type { OptimizationContext, OptimizationFact } from './context.ts';

type Ref = { readonly kind: string; readonly id: string };
const told = (to: Ref, command: object, id = 'tell') => ({ id, input: { to, command } });
const taskOf = (id: string): Ref => ({ kind: 'task', id });
const targetOf = ({ asked }: OptimizationContext): Ref => ({ kind: asked!.kind, id: asked!.target });

/** Working time so far, ms. */
function worked({ workedMs, since }: OptimizationContext, at: string): number {
  return workedMs + (since === null ? 0 : Math.max(0, Date.parse(at) - Date.parse(since)));
}

/** What a session remembers of its facts, whom it tells, and what its transitions depend on. */
export const optimizationSetup = setup({
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- xstate reads the types from it
  types: {} as { context: OptimizationContext; events: OptimizationFact },
  actors: { proveTarget: placeholder, tell: placeholder },
  actions: {
    noted: assign({}),
    queue: assign(({ event }) => {
      const { plan, session, capability, kind, target, trigger, priority, aim } = (
        event as FactEvent<'optimization.queued'>
      ).data;
      return { plan, asked: { session, capability, kind, target, trigger, priority, aim } };
    }),
    /** The money of the day on which it begins. */
    takeBudget: assign({
      plan: ({ context, event }) => {
        const { budget } = (event as FactEvent<'optimization.started'>).data;
        return budget === undefined ? context.plan : { ...context.plan!, budget };
      },
    }),
    startClock: assign({ since: ({ event }) => event.at }),
    stopClock: assign({
      workedMs: ({ context, event }) => worked(context, event.at),
      since: null,
    }),
    startDeadline: enqueueActions(({ context, event, enqueue }) => {
      const delay = Math.max(1, (context.plan?.time_limit_ms ?? 1) - worked(context, event.at));
      enqueue.raise({ type: 'deadline' } as never, { id: 'deadline', delay });
    }),
    stopDeadline: enqueueActions(({ context, enqueue }) => {
      if (context.since !== null) enqueue.cancel('deadline');
    }),
    askTarget: enqueueActions(({ context, enqueue }) => {
      enqueue.spawnChild('tell', told(targetOf(context), { type: 'join' }));
    }),
    askForFunds: enqueueActions(({ context, enqueue }) => {
      const { budget, budget_micro, evaluations, experiments, patience } = context.plan!;
      enqueue.spawnChild(
        'tell',
        told(
          { kind: 'budget', id: budget },
          {
            type: 'reserve',
            evaluations: evaluations * (experiments.length + patience),
            cost_micro: budget_micro,
          },
        ),
      );
    }),
    measureParent: assign({
      parent: ({ context, event }) => {
        const numbers = measured((event as FactEvent<'parent.proved'>).data.proof);
        return { fitness: aimedFitness(numbers, context.asked?.aim, numbers) ?? 0, measured: numbers };
      },
      costMicro: ({ context, event }) =>
        context.costMicro + (event as FactEvent<'parent.proved'>).data.proof.cost_micro,
    }),
    plan: assign(({ context, event }) => afterPlan(context, (event as FactEvent<'experiment.planned'>).data)),
    submit: enqueueActions(({ context, event, enqueue }) => {
      const { n, task, generator, temperature, from, seed } = (event as FactEvent<'experiment.planned'>).data;
      const { capability, kind, target, session, aim } = context.asked!;
      const { evaluations, experiment_ms, budget } = context.plan!;
      enqueue.spawnChild(
        'tell',
        told(
          taskOf(task),
          {
            type: 'submit',
            served: null,
            request: {
              capability,
              kind,
              mode: 'optimize',
              description: `experiment ${n}: ${generator}`,
              target,
              evidence: null,
              quality_min: 0,
              seed,
              evaluations,
              attempts: 1,
              deadline_ms: experiment_ms,
              experiment: {
                session,
                n,
                generator,
                temperature,
                from,
                budget,
                ...(aim === undefined ? {} : { aim }),
                parent: context.parent!.measured,
              },
            },
          },
          submission(n),
        ),
      );
    }),
    end: assign(({ context, event }) =>
      afterExperiment(context, (event as FactEvent<'experiment.ended'>).data, event.at),
    ),
    /** Its task may hold a candidate that the session does not take. */
    dropUnwanted: enqueueActions(({ event, enqueue }) => {
      const { outcome, task, artifact, reason } = (event as FactEvent<'experiment.ended'>).data;
      const unwanted = outcome === 'below' || (outcome === 'dropped' && artifact !== null);
      if (unwanted) enqueue.spawnChild('tell', told(taskOf(task), { type: 'drop', reason }));
    }),
    stop: assign({ stop: ({ event }) => (event as FactEvent<'optimization.stopped'>).data }),
    dropOpen: enqueueActions(({ context, event, enqueue }) => {
      const { reason } = (event as FactEvent<'optimization.stopped'>).data;
      for (const { task } of context.open)
        enqueue.spawnChild(
          'tell',
          told(taskOf(task), { type: 'drop', reason: `the session stopped: ${reason}` }),
        );
    }),
    take: assign({ taking: ({ event }) => (event as FactEvent<'optimization.chosen'>).data.n }),
    select: enqueueActions(({ event, enqueue }) => {
      const { task } = (event as FactEvent<'optimization.chosen'>).data;
      enqueue.spawnChild('tell', told(taskOf(task), { type: 'select' }, SELECTION));
    }),
    dropOffered: enqueueActions(({ context, event, enqueue }) => {
      const chosen = event.type === 'optimization.chosen' ? event.data : null;
      const reason = chosen
        ? `experiment ${chosen.n} of the session is better: fitness ${chosen.fitness}`
        : 'the session ended without taking it';
      for (const { n } of context.offered)
        // Once one is chosen the others are dropped already.
        if (context.taking === null && n !== chosen?.n)
          enqueue.spawnChild(
            'tell',
            told(taskOf(experimentTask(context.asked!.session, n)), { type: 'drop', reason }),
          );
    }),
    /** Who may not have heard that it takes over would wait for ever. */
    dropUnselected: enqueueActions(({ context, event, enqueue }) => {
      const { child, name, error } = (event as FactEvent<'effect.failed'>).data;
      if (child !== SELECTION) return;
      const task = taskOf(experimentTask(context.asked!.session, context.taking!));
      enqueue.spawnChild('tell', told(task, { type: 'drop', reason: `${name} failed: ${error}` }));
    }),
    evolve: assign({ evolved: true }),
    /** What was better by so much is asked first from now on (SPEC T17). */
    registerExpert: enqueueActions(({ context, event, enqueue }) => {
      const { evolved, best, parent, asked } = context;
      const { outcome } = (event as FactEvent<'optimization.ended'>).data;
      if (outcome !== 'improved' || !evolved || best === null || parent === null) return;
      const { generator, temperature, fitness } = best;
      enqueue.spawnChild(
        'tell',
        told(
          { kind: 'capability', id: asked!.capability },
          {
            type: 'registerExpert',
            name: expertName(asked!.capability),
            generator,
            temperature,
            fitness,
            gain: gainOf(fitness, parent.fitness),
          },
        ),
      );
    }),
    /** Who stops while it waits for its funds may have been granted them; the budget refuses where it was not. */
    settleBudget: enqueueActions(({ context, event, enqueue }) => {
      const { outcome } = (event as FactEvent<'optimization.ended'>).data;
      const unheard = context.joined && (outcome === 'cancelled' || outcome === 'nothing_better');
      if (!context.funded && !unheard) return;
      const { evaluations, costMicro, plan } = context;
      enqueue.spawnChild(
        'tell',
        told({ kind: 'budget', id: plan!.budget }, { type: 'settle', evaluations, cost_micro: costMicro }),
      );
    }),
    /** Whether it takes part may not have been heard; only a target that said no has nothing to leave. */
    leaveTarget: enqueueActions(({ context, event, enqueue }) => {
      const { outcome, reason, fitness_before, fitness_after } = (event as FactEvent<'optimization.ended'>)
        .data;
      if (outcome === 'improved' || (!context.joined && outcome === 'conflict')) return;
      enqueue.spawnChild(
        'tell',
        told(targetOf(context), {
          type: 'rejectEvolution',
          reason,
          compared: { fitness: { parent: fitness_before, child: fitness_after } },
          candidate: null,
        }),
      );
    }),
  },
});
