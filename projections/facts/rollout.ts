import type { rolloutFacts, trafficFacts } from '../../events/rolloutFacts.ts';
import { json } from './place.ts';
import type { Places, Row } from './place.ts';

type Step = {
  readonly n?: number;
  readonly stage?: number | string;
  readonly outcome?: string;
  readonly artifact?: string | null | undefined;
  readonly guard?: string | null;
  readonly reason?: string;
  readonly readings?: unknown;
  readonly compared?: unknown;
  readonly split?: unknown;
  readonly seen?: number;
};

function step(fact: string, said: Step): Row {
  return [
    fact,
    said.n ?? null,
    said.stage === undefined ? null : String(said.stage),
    said.outcome ?? null,
    said.artifact ?? null,
    said.guard ?? null,
    said.reason ?? null,
    json(said.readings),
    json(said.compared),
    json(said.split),
    said.seen ?? null,
  ];
}

/** Places of the facts of rollouts, and of what capabilities say of them (`facts/rollout.sql`). */
export const rolloutPlaces: Places<typeof rolloutFacts & typeof trafficFacts> = {
  'rollout.opened': {
    table: 'rollout_opened',
    row: ({ rollout, plan }) => [
      rollout,
      plan.capability,
      plan.incumbent,
      json(plan.challengers),
      plan.task,
      plan.rules.mode,
      json(plan),
    ],
  },
  'rollout.queued': {
    table: 'traffic',
    row: ({ rollout, artifact, behind }) => [
      'rollout.queued',
      rollout,
      null,
      json([{ artifact }]),
      null,
      null,
      null,
      `after ${behind}`,
    ],
  },
  'traffic.split': {
    table: 'traffic',
    row: ({ split }) => [
      'traffic.split',
      split.rollout,
      split.mode,
      json(split.arms),
      json(split.shadow),
      null,
      null,
      null,
    ],
  },
  'traffic.joined': {
    table: 'traffic',
    row: ({ rollout, reason, retired, by }) => [
      'traffic.joined',
      rollout,
      null,
      null,
      null,
      json(retired),
      by,
      reason,
    ],
  },
  'rollout.proposed': { table: 'rollout_step', row: () => step('rollout.proposed', {}) },
  'rollout.refused': {
    table: 'rollout_step',
    row: ({ reason }) => step('rollout.refused', { outcome: 'refused', reason }),
  },
  'rollout.staged': {
    table: 'rollout_step',
    row: ({ n, stage, winner, reason, readings, compared, split }) =>
      step('rollout.staged', { n, stage, artifact: winner, reason, readings, compared, split }),
  },
  'rollout.observed': {
    table: 'rollout_observed',
    row: ({ from, to, n, seen, arms, scales, tests, posteriors }) => [
      from.position,
      from.index,
      to.position,
      to.index,
      n,
      seen,
      json(arms),
      json(scales),
      json(tests),
      json(posteriors),
    ],
  },
  'rollout.rolled_back': {
    table: 'rollout_step',
    row: ({ artifact, guard, reason, readings, split }) =>
      step('rollout.rolled_back', { artifact, guard, reason, readings, split }),
  },
  'rollout.concluded': {
    table: 'rollout_step',
    row: ({ outcome, artifact, reason, readings, seen }) =>
      step('rollout.concluded', { outcome, artifact, reason, readings, seen }),
  },
  'rollout.reversed': {
    table: 'rollout_step',
    row: ({ artifact, reason }) => step('rollout.reversed', { outcome: 'reversed', artifact, reason }),
  },
};
