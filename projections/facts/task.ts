import type { taskFacts } from '../../events/task.ts';
import { proofRow } from './artifact.ts';
import { json } from './place.ts';
import type { Places } from './place.ts';

function total(yields: Readonly<Record<string, { tried: number; plausible: number }>>) {
  let tried = 0;
  let plausible = 0;
  for (const operator of Object.values(yields)) {
    tried += operator.tried;
    plausible += operator.plausible;
  }
  return { tried, plausible };
}

/** Places of the facts of tasks (`facts/task.sql`; proofs and suites in their own tables). */
export const taskPlaces: Places<typeof taskFacts> = {
  'task.accepted': {
    table: 'task_accepted',
    row: ({ request, served, intent, pressure }) => [
      request.capability,
      request.kind,
      request.mode,
      request.description,
      request.target,
      json(request.evidence),
      request.seed,
      request.evaluations,
      request.attempts,
      request.deadline_ms,
      served,
      intent?.mode ?? null,
      intent?.wants ?? null,
      json(intent?.signals),
      json(pressure),
    ],
  },
  'task.rejected': {
    table: 'task_rejected',
    row: ({ capability, reason, pressure }) => [capability, reason, json(pressure)],
  },
  'evidence.prepared': {
    table: 'suite_fact',
    row: ({ base, suite, added, evaluations }, actor) => [
      'evidence.prepared',
      suite.version,
      suite.hash,
      base.version,
      actor.id,
      added,
      evaluations,
      null,
      null,
      null,
    ],
  },
  'suite.adopted': {
    table: 'suite_fact',
    row: ({ suite }, actor) => [
      'suite.adopted',
      suite.version,
      suite.hash,
      null,
      actor.id,
      null,
      null,
      null,
      null,
      null,
    ],
  },
  'task.funded': { table: 'task_funded', row: ({ budget, evaluations }) => [budget, evaluations] },
  'parent.proved': {
    table: 'proof',
    row: ({ artifact, proof }) => proofRow('parent.proved', artifact, proof),
    cost: ({ proof }) => proof.cost_micro,
  },
  'generator.chosen': {
    table: 'generator_chosen',
    row: ({ generator, arms, seed, capability_version, reason, temperature }) => [
      generator,
      json(arms),
      seed,
      capability_version,
      reason,
      temperature ?? null,
    ],
  },
  'candidates.proposed': {
    table: 'candidates_proposed',
    row: ({ generator, candidates, evaluations, yields, cost_micro, note, recalled, model }) => {
      const { tried, plausible } = total(yields);
      return [
        generator,
        candidates.length,
        json(candidates),
        evaluations,
        tried,
        plausible,
        json(yields),
        cost_micro,
        note,
        json(recalled),
        model?.model ?? null,
        model?.outcome ?? null,
        model?.cost_micro ?? null,
        model?.simulated ?? null,
      ];
    },
    cost: ({ cost_micro }) => cost_micro,
  },
  'candidate.judged': {
    table: 'candidate_judged',
    row: ({ artifact, generator, verdict, reason, compared, quality, fitness }) => [
      artifact,
      generator,
      verdict,
      reason,
      json(compared),
      quality,
      fitness ?? null,
    ],
  },
  'candidate.selected': { table: 'candidate_selected', row: ({ artifact }) => [artifact] },
  'hint.left': {
    table: 'hint_left',
    row: ({ artifact, reason, priority, effort, measured, wanted }) => [
      artifact,
      reason,
      priority,
      effort,
      measured,
      wanted,
    ],
  },
  'task.answered': { table: 'task_answered', row: ({ artifact, by, quality }) => [artifact, by, quality] },
  'task.unanswered': {
    table: 'task_unanswered',
    row: ({ reason, ways_out }) => [reason, json(ways_out)],
  },
};
