import { describe, expect, test } from 'vitest';
import type { Outcome } from '../given.ts';
import { budget, end, plan, queued, searching, SETTINGS, target } from '../optimizing.ts';

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

  test('spends the money of the day on which it begins, however long it waited', () => {
    const started = queued().when({ type: 'begin', by: 'a worker', budget: 'optimize-2026-01-02' });
    started.thenFacts(['optimization.started', { budget: 'optimize-2026-01-02' }]);
    const joined = started.when(
      { type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 },
      { from: target },
    );
    expect(joined.told.map(([to]) => to)).toEqual(['budget/optimize-2026-01-02']);
    // The same day is no news.
    const same = queued().when({ type: 'begin', by: 'a worker', budget: plan.budget });
    expect(same.facts[0]?.data).toEqual({ by: 'a worker' });
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
