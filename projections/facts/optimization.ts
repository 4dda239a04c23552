import type { optimizationFacts } from '../../events/optimization.ts';
import { json } from './place.ts';
import type { Places, Row } from './place.ts';

type Step = {
  readonly stage?: string;
  readonly best?: number | null;
  readonly attempts?: number;
  readonly next?: unknown;
  readonly evaluations?: number;
  readonly cost_micro?: number;
  readonly reason?: string;
  readonly budget?: string | undefined;
};

function step(
  fact: string,
  { stage, best, attempts, next, evaluations, cost_micro, reason, budget }: Step,
): Row {
  return [
    fact,
    stage ?? null,
    best ?? null,
    attempts ?? null,
    json(next),
    evaluations ?? null,
    cost_micro ?? null,
    reason ?? null,
    budget ?? null,
  ];
}

/** Places of the facts of OPTIMIZE sessions (`facts/optimization.sql`). */
export const optimizationPlaces: Places<typeof optimizationFacts> = {
  'optimization.queued': {
    table: 'optimization_queued',
    row: ({
      capability,
      kind,
      target,
      trigger,
      priority,
      reason,
      plan,
      when_idle,
      read,
      pressure,
      aim,
      neighbours,
    }) => [
      capability,
      kind,
      target,
      trigger,
      priority,
      reason,
      json(plan),
      plan.budget,
      plan.budget_micro,
      plan.tier,
      when_idle,
      json(read),
      pressure?.level ?? null,
      aim ?? null,
      json(neighbours),
    ],
  },
  'optimization.refused': {
    table: 'optimization_refused',
    row: ({ capability, kind, target, trigger, priority, reason, refusal, aim }) => [
      capability,
      kind,
      target,
      trigger,
      priority,
      reason,
      refusal,
      aim ?? null,
    ],
  },
  'optimization.started': {
    table: 'optimization_step',
    row: ({ by, budget }) => step('optimization.started', { reason: by, budget }),
  },
  'optimization.joined': {
    table: 'optimization_step',
    row: ({ quality }) => step('optimization.joined', { best: quality }),
  },
  'optimization.funded': {
    table: 'optimization_step',
    row: ({ evaluations, cost_micro }) => step('optimization.funded', { evaluations, cost_micro }),
  },
  'optimization.paused': {
    table: 'optimization_step',
    row: ({ stage, best, attempts, next, reason }) =>
      step('optimization.paused', { stage, best, attempts, next, reason }),
  },
  'optimization.resumed': {
    table: 'optimization_step',
    row: ({ reason }) => step('optimization.resumed', { reason }),
  },
  'optimization.stopped': {
    table: 'optimization_step',
    row: ({ stop, reason }) => step('optimization.stopped', { stage: stop, reason }),
  },
  'experiment.planned': {
    table: 'experiment_planned',
    row: ({ n, task, generator, temperature, stage, from, seed }) => [
      n,
      task,
      generator,
      temperature,
      stage,
      from,
      seed,
    ],
  },
  'experiment.ended': {
    table: 'experiment_ended',
    row: (data) => [
      data.n,
      data.task,
      data.generator,
      data.temperature,
      data.stage,
      data.outcome,
      data.artifact,
      data.fitness,
      data.best,
      data.evaluations,
      data.cost_micro,
      data.reason,
    ],
  },
  'tool.evolved': {
    table: 'tool_evolved',
    row: ({ name, generator, temperature, fitness, gain, artifact }) => [
      name,
      generator,
      temperature,
      fitness,
      gain,
      artifact,
    ],
  },
  'optimization.chosen': {
    table: 'optimization_chosen',
    row: ({ n, task, generator, temperature, artifact, fitness, over }) => [
      n,
      task,
      generator,
      temperature,
      artifact,
      fitness,
      json(over),
    ],
  },
  'optimization.ended': {
    table: 'optimization_ended',
    row: (data) => [
      data.outcome,
      data.artifact,
      data.fitness_before,
      data.fitness_after,
      data.improvement,
      data.experiments,
      data.evaluations,
      data.cost_micro,
      data.reason,
    ],
  },
};
