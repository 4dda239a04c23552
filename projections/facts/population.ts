import type { populationFacts } from '../../events/population.ts';
import { json } from './place.ts';
import type { Places, Row } from './place.ts';

type Step = {
  readonly outcome?: string;
  readonly artifact?: string | null;
  readonly proposals?: number;
  readonly evaluations?: number;
  readonly cost_micro?: number;
  readonly reason?: string;
  readonly data?: unknown;
};

function step(
  fact: string,
  { outcome, artifact, proposals, evaluations, cost_micro, reason, data }: Step,
): Row {
  return [
    fact,
    outcome ?? null,
    artifact ?? null,
    proposals ?? null,
    evaluations ?? null,
    cost_micro ?? null,
    reason ?? null,
    json(data),
  ];
}

const cost = ({ cost_micro }: { readonly cost_micro: number }): number => cost_micro;

/** Places of the facts of populations (`facts/population.sql`). */
export const populationPlaces: Places<typeof populationFacts> = {
  'population.queued': {
    table: 'population_queued',
    row: (data) => [
      data.capability,
      data.kind,
      data.target,
      data.genome,
      data.strategy,
      data.incumbent,
      data.golden,
      data.train,
      data.holdout,
      json(data.objectives),
      json(data.weights),
      json(data.operators),
      json(data.settings),
      json(data.budget),
      data.seed,
      data.by,
      data.simulated ?? false,
    ],
  },
  'population.refused': {
    table: 'population_refused',
    row: ({ capability, kind, target, genome, strategy, refusal }) => [
      capability,
      kind,
      target,
      genome,
      strategy,
      refusal,
    ],
  },
  'population.started': {
    table: 'population_step',
    row: ({ by }) => step('population.started', { reason: by }),
  },
  'population.funded': {
    table: 'population_step',
    row: ({ evaluations, cost_micro }) => step('population.funded', { evaluations, cost_micro }),
  },
  'population.stopped': {
    table: 'population_step',
    row: ({ stop, reason }) => step('population.stopped', { outcome: stop, reason }),
  },
  'finalists.named': { table: 'population_step', row: (data) => step('finalists.named', { data }) },
  'evidence.outdated': {
    table: 'population_step',
    row: ({ reason }) => step('evidence.outdated', { reason }),
  },
  'winner.generated': {
    table: 'population_step',
    row: (data) => step('winner.generated', { artifact: data.artifact, data }),
  },
  'winner.proved': {
    table: 'population_step',
    row: ({ artifact, verdict, reason, compared, proof }) =>
      step('winner.proved', {
        outcome: verdict,
        artifact,
        reason,
        cost_micro: proof.cost_micro,
        data: { quality: proof.quality, compared },
      }),
  },
  'deployment.decided': {
    table: 'population_step',
    row: ({ deploy, artifact, reason, numbers, notified }) =>
      step('deployment.decided', {
        outcome: deploy ? 'deploy' : 'keep',
        artifact,
        reason,
        data: { numbers, notified },
      }),
  },
  'population.ended': {
    table: 'population_step',
    row: (data) =>
      step('population.ended', {
        ...data,
        data: { generations: data.generations, best: data.best },
      }),
  },
  'controls.checked': {
    table: 'controls_checked',
    cost,
    row: ({ controls, same, dearest, blocked, evaluations, cost_micro, models_micro }) => [
      json(controls),
      same.first,
      same.second,
      same.n,
      same.agreement,
      dearest,
      blocked,
      evaluations,
      cost_micro,
      models_micro ?? 0,
    ],
  },
  'generation.planned': {
    table: 'generation_planned',
    row: ({ generation, phase, sample, children }) => [generation, phase, json(sample), json(children)],
  },
  'candidate.bred': {
    table: 'candidate_bred',
    cost,
    row: (data) => [
      data.generation,
      data.slot,
      data.attempt,
      data.candidate,
      data.source,
      data.bytes,
      json(data.operators),
      json(data.parents),
      data.nearest,
      data.cost_micro,
    ],
  },
  'candidate.refused': {
    table: 'candidate_refused',
    cost,
    row: (data) => [
      data.generation,
      data.slot,
      data.attempt,
      data.candidate,
      json(data.operators),
      data.reason,
      data.detail,
      data.again,
      data.cost_micro,
    ],
  },
  'generation.bred': {
    table: 'generation_bred',
    row: ({ generation, candidates, dropped }) => [generation, candidates, dropped],
  },
  'candidate.evaluated': {
    table: 'candidate_evaluated',
    cost,
    row: (data) => [
      data.generation,
      data.candidate,
      data.stage,
      json(data.rows),
      data.paid,
      data.reused,
      data.objectives['quality'] ?? null,
      json(data.objectives),
      data.passed,
      data.cost_micro,
      data.rows.reduce((sum, row) => sum + row.cost_micro, 0),
    ],
  },
  'generation.ended': {
    table: 'generation_ended',
    row: (data) => [
      data.generation,
      data.phase,
      json(data.survivors),
      data.best,
      data.quality,
      json(data.front),
      data.hypervolume,
      data.mean,
      data.flat,
      data.flat_in_row,
      data.next,
      data.proposals,
      data.evaluations,
      data.cost_micro,
    ],
  },
  'candidate.migrated': {
    table: 'candidate_migrated',
    row: ({ generation, candidate, from, to, instead_of }) => [generation, candidate, from, to, instead_of],
  },
  'finalists.rescored': {
    table: 'finalists_rescored',
    row: ({ alpha, finalists, incumbent, chosen, shown, rule, weights }) => [
      alpha,
      json(finalists),
      json(incumbent),
      chosen,
      shown,
      rule,
      json(weights),
    ],
  },
};
