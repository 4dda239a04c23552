import { describe, expect, test } from 'vitest';
import type { OptimizationPlan } from '../../events/optimization.ts';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { proof } from '../samples.ts';

const SETTINGS = [
  { generator: 'deepseek_conservative', temperature: 0.1 },
  { generator: 'qwen_balanced', temperature: 0.5 },
  { generator: 'qwen_creative', temperature: 0.9 },
  { generator: 'deepseek_powerful', temperature: 0.3 },
  { generator: 'codellama_optimized', temperature: 0.5 },
] as const;

const plan: OptimizationPlan = {
  experiments: [...SETTINGS],
  known: [],
  evaluations: 100,
  patience: 3,
  stop_fitness: 0.95,
  tool_gain: 1.1,
  time_limit_ms: 600_000,
  experiment_ms: 300_000,
  budget: 'optimize-2026-01-01',
  budget_micro: 1_000_000,
  experiment_micro: 50_000,
  tier: 'local',
  seed: 1,
};

const target = { kind: 'artifact', id: 'email-v1' } as const;
const budget = { kind: 'budget', id: plan.budget } as const;

function queued(rest: Partial<OptimizationPlan> = {}): Outcome<'optimization'> {
  return given('optimization').when({
    type: 'queue',
    session: 'self',
    capability: 'email-validator',
    kind: 'artifact',
    target: target.id,
    trigger: 'manual',
    priority: 'medium',
    reason: 'asked for',
    plan: { ...plan, ...rest },
    read: null,
    pressure: null,
    when_idle: false,
  });
}

/** A parent of this fitness: coverage and the rest 1, so that quality × coverage is its cube. */
function searching(rest: Partial<OptimizationPlan> = {}, fitness = 0.75): Outcome<'optimization'> {
  return queued(rest)
    .when({ type: 'begin', by: 'test' })
    .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
    .when({ type: 'fundsGranted', evaluations: 800, cost_micro: 1_000_000 }, { from: budget })
    .when({ type: 'parentProved', artifact: target.id, proof: ofFitness(fitness) });
}

/** Pass rate, performance and robustness 1, fuel 0: quality = 0.7 + 0.3 c, fitness = cbrt(quality × c). */
function ofFitness(fitness: number) {
  const cube = fitness ** 3;
  const score = (-0.7 + Math.sqrt(0.49 + 1.2 * cube)) / 0.6;
  return {
    ...proof(),
    pass_rate: 1,
    performance: 1,
    robustness: 1,
    fuel: 0,
    coverage: { statements: score, branches: score, score },
    cost_micro: 100,
  };
}

const end = (
  at: Outcome<'optimization'>,
  n: number,
  fitness: number | null,
  outcome: 'better' | 'not_better' | 'nothing' | 'failed' = 'better',
): Outcome<'optimization'> =>
  at.when(
    {
      type: 'experimentEnded',
      n,
      outcome,
      artifact: outcome === 'nothing' ? null : `email-x${n}`,
      fitness,
      evaluations: 10,
      cost_micro: 1000,
      reason: 'measured',
    },
    { from: { kind: 'task', id: `self-x${n}` } },
  );

const FIVE = [0.89, 0.85, 0.72, 0.92, 0.78] as const;

/** Stage 1 of the seeds' example, in this order of arrival. */
function stageOne(order: readonly number[] = [1, 2, 3, 4, 5]): Outcome<'optimization'> {
  let at = searching();
  for (const n of order) at = end(at, n, FIVE[n - 1]!, FIVE[n - 1]! > 0.75 ? 'better' : 'not_better');
  return at;
}

describe('an OPTIMIZE session', () => {
  test('asks its target, its budget and then for the parent proof, in this order', () => {
    const started = queued().in('queued').when({ type: 'begin', by: 'test' });
    expect(started.told).toEqual([['artifact/email-v1', { type: 'join' }]]);
    const joined = started.when(
      { type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 },
      { from: target },
    );
    expect(joined.told).toEqual([
      [`budget/${plan.budget}`, { type: 'reserve', evaluations: 800, cost_micro: 1_000_000 }],
    ]);
    const funded = joined.when({ type: 'fundsGranted', evaluations: 800 }, { from: budget });
    expect(funded.effects.map(({ name }) => name)).toEqual(['proveTarget']);
  });

  test('begins all experiments of stage 1 at once, each a task of its own', () => {
    const at = searching();
    at.thenFacts('parent.proved', ...SETTINGS.map((setting) => ['experiment.planned', setting] as const));
    expect(at.told.map(([to, { type }]) => `${to} ${String(type)}`)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `task/self-x${n} submit`),
    );
  });

  test('T25: of .89 .85 .72 .92 .78 takes deepseek_powerful, evolves the tool and climbs in temperature', () => {
    const climbing = stageOne();
    climbing.thenFacts(
      ['experiment.ended', { n: 5, best: 0.92 }],
      ['tool.evolved', { generator: 'deepseek_powerful', temperature: 0.3, gain: 1.226667 }],
      ['experiment.planned', { n: 6, generator: 'deepseek_powerful', temperature: 0.2, from: 'email-x4' }],
      ['experiment.planned', { n: 7, generator: 'deepseek_powerful', temperature: 0.4, from: 'email-x4' }],
    );
    const warmer = end(end(climbing, 6, 0.91), 7, 0.94);
    // 0.3 was tried: only the warmer neighbour is left.
    warmer.thenFacts('experiment.ended', [
      'experiment.planned',
      { n: 8, temperature: 0.5, from: 'email-x7' },
    ]);
    const chosen = end(warmer, 8, 0.9);
    chosen.thenFacts(
      'experiment.ended',
      ['optimization.stopped', { stop: 'converged' }],
      ['optimization.chosen', { n: 7, temperature: 0.4, fitness: 0.94 }],
    );
    expect(chosen.told).toContainEqual(['task/self-x7', { type: 'select' }]);
    expect(chosen.told.filter(([, { type }]) => type === 'drop').map(([to]) => to)).toEqual(
      [1, 2, 4, 5, 6, 8].map((n) => `task/self-x${n}`),
    );
    const ended = chosen.when({ type: 'adopted', n: 7, artifact: 'email-x7' });
    ended.thenFacts([
      'optimization.ended',
      { outcome: 'improved', artifact: 'email-x7', fitness_after: 0.94 },
    ]);
    expect(ended.told).toContainEqual([
      'capability/email-validator',
      expect.objectContaining({ type: 'registerExpert', generator: 'deepseek_powerful', temperature: 0.4 }),
    ]);
  });

  test('T24: an improvement is percent of the fitness before', () => {
    let at = searching({ experiments: [SETTINGS[3]], stop_fitness: 0.9 });
    at = end(at, 1, 0.92);
    at.when({ type: 'adopted', n: 1, artifact: 'email-x1' }).thenFacts([
      'optimization.ended',
      { improvement: 22.6667 },
    ]);
  });

  test('comes to the same whatever order its experiments end in', () => {
    const strip = ({ state, context, facts }: Outcome<'optimization'>) => ({
      state,
      facts: facts.slice(1),
      context,
    });
    const expected = strip(stageOne());
    for (const order of [
      [5, 4, 3, 2, 1],
      [3, 1, 4, 5, 2],
    ])
      expect(strip(stageOne(order))).toEqual(expected);
  });
});
