import { describe, expect, it } from 'vitest';
import { affordable } from '../../machines/population/affordable.ts';
import { live, queued, said } from '../populationWorld.ts';

const endOf = (world: ReturnType<typeof live>) => said(world.facts, 'population.ended')[0]!;

describe('money where nobody said what an evaluation costs', () => {
  const budget = { id: 'evolving', proposals: 500, evaluations: 50_000, micro: 1000, evaluation_micro: 0 };

  it('is not spent beyond what there is: what was paid so far says the price', () => {
    const world = live({ queue: queued({}, { budget }) });
    expect(said(world.facts, 'population.stopped').map(({ stop }) => stop)).toEqual(['money']);
    expect(endOf(world).cost_micro).toBeLessThanOrEqual(budget.micro * 1.5);
  });

  it('is enough for ever where nothing costs anything', () => {
    const asked = { ...queued({}, { budget }), incumbent: '0' } as never;
    expect(affordable(asked, { proposals: 0, evaluations: 100, costMicro: 0 }).short).not.toBe('money');
  });
});
