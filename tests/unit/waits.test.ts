import { describe, expect, it } from 'vitest';
import { populationWaits } from '../../infra/answers/populationWaits.ts';
import { rolloutWaits } from '../../infra/answers/rolloutWaits.ts';
import { live } from '../populationWorld.ts';
import { contextOf, lived, observed, plan, proposed, run, running } from '../rollouts.ts';
import type { Rollout } from '../rollouts.ts';

const waits = (rollout: Rollout) => rolloutWaits(rollout.state, contextOf(rollout));

describe('what a rollout waits for', () => {
  it('is its arms, then runs of its challenger, then what has to be shown, then its capability', () => {
    expect(waits(proposed(plan()))).toContain('that checks its arms');

    const rules = { stages: [0.5, 1], min_runs: 3, limit_runs: 500, guards: ['errors'] };
    const begun = running(rules);
    expect(waits(begun)).toBe('runs of a-2 (0 of 3 in this stage); undecided after 500 answered runs');
    const some = observed(begun, [run('a-1'), run('a-2'), run('a-2')]);
    expect(waits(some)).toContain('runs of a-2 (2 of 3 in this stage)');
    const enough = observed(some, [run('a-1'), run('a-2')]);
    expect(waits(enough)).toMatch(/^a-2 to show more: quality 1 against 1, not worse by 0.05: evidence/);

    const steps = lived(running({ ...rules, limit_runs: 5000 }), { 'a-1': {}, 'a-2': {} }, 1);
    expect(steps.at(-1)!.state).toBe('promoting');
    expect(waits(steps.at(-1)!)).toContain('double to let a-2 take over');
  });

  it('is the other challengers of one that has its runs', () => {
    const rollout = running(
      { stages: [0.2, 0.5, 1], min_runs: 1 },
      { challengers: [{ artifact: 'a-2' }, { artifact: 'a-3' }] },
    );
    expect(waits(observed(rollout, [run('a-1'), run('a-2')]))).toContain(
      'the others: a-2 has its 1 runs; runs of a-3 (0 of 1 in this stage)',
    );
  });

  it('is nothing when it is over', () => {
    const stopped = running().when({ type: 'stop', reason: 'enough' });
    expect(waits(stopped)).toBeNull();
  });
});

describe('what a population waits for', () => {
  it('is told of each part of its work in its own words, and of nothing at its end', () => {
    const seen = new Map<string, string>();
    const at = (steps: number) => {
      const { value, context } = live({ steps });
      return populationWaits({ value } as never, context);
    };
    let last = 0;
    live({ outside: (step) => ((last = step), null) });
    // The first generation, and all that comes after the last.
    for (const step of [...Array(60).keys(), ...Array.from({ length: 20 }, (_, n) => last - 19 + n)]) {
      const standing = at(step);
      if (standing !== null && !seen.has(standing.stage)) seen.set(standing.stage, standing.waits);
    }
    expect(at(last)).toBeNull();
    expect([...seen.keys()]).toEqual([
      'funding',
      'controlling',
      'breeding',
      'evaluating',
      'rescoring',
      'comparing',
      'preparing',
      'extending',
      'measuring',
      'proving',
    ]);
    expect(seen.get('breeding')).toMatch(/^\d+ of the 10 children of generation 0 \(seed\) to be bred$/);
    expect(new Set(seen.values()).size).toBe(10);
    expect([...seen.values()].filter((text) => text.startsWith('a worker'))).toEqual([]);
  });
});
