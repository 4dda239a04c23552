import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Outcome } from '../../events/run.ts';
import { callOrder, demotion, isNotFor, severityOf } from '../../machines/rules/failureMemory.ts';
import type { Callable } from '../../machines/rules/failureMemory.ts';

const times = (count: number, outcome: string): string[] => Array.from({ length: count }, () => outcome);
const tool = (id: string, rest: Partial<Callable> = {}): Callable => ({
  id,
  similarity: 0.8,
  quality: 0.9,
  demotion: 0,
  notFor: [],
  ...rest,
});
const ids = (tools: readonly Callable[], scenario: string | null = null) =>
  callOrder(tools, scenario).map(({ id }) => id);

describe('the memory of failures (B23)', () => {
  it('takes off 0.01, 0.05 or 0.10 for each failure, by how bad it was', () => {
    expect(demotion(['ok', 'error'])).toBeCloseTo(0.01, 12);
    for (const outcome of ['timeout', 'fuel', 'output']) expect(demotion([outcome])).toBeCloseTo(0.05, 12);
    for (const outcome of ['memory', 'crash']) expect(demotion([outcome])).toBeCloseTo(0.1, 12);
    expect(demotion(times(100, 'ok'))).toBe(0);
  });

  it('takes off more from five failures on, and more again from ten', () => {
    expect(demotion(times(4, 'error'))).toBeCloseTo(0.04, 12);
    expect(demotion(times(5, 'error'))).toBeCloseTo(0.1, 12);
    expect(demotion(times(9, 'error'))).toBeCloseTo(0.14, 12);
    expect(demotion(times(10, 'error'))).toBeCloseTo(0.25, 12);
    expect(demotion(times(50, 'crash'))).toBe(1);
  });

  it('knows how bad every outcome of a run is', () => {
    for (const outcome of Outcome.options) expect(severityOf(outcome) === null).toBe(outcome === 'ok');
    expect(() => severityOf('lost')).toThrow('"lost" is no outcome');
  });

  it('says that a tool is not for a scenario where it failed five times and mostly', () => {
    expect(isNotFor(5, 9)).toBe(true);
    expect(isNotFor(5, 10)).toBe(false);
    expect(isNotFor(4, 4)).toBe(false);
  });
});

describe('a resilient call', () => {
  it('tries by (similarity − demotion) × quality, at most five', () => {
    const tools = [
      tool('demoted', { similarity: 0.9, demotion: 0.3 }),
      tool('poor', { similarity: 0.9, quality: 0.3 }),
      tool('like', { similarity: 0.85 }),
      tool('b'),
      tool('a'),
      tool('far', { similarity: 0.2 }),
    ];
    expect(ids(tools)).toEqual(['like', 'a', 'b', 'demoted', 'poor']);
  });

  it('leaves out what has failed itself out, and what is not for the scenario', () => {
    expect(ids([tool('gone', { demotion: 0.8 }), tool('left')])).toEqual(['left']);
    const tools = [tool('not', { notFor: ['report'] }), tool('yes')];
    expect(ids(tools, 'report')).toEqual(['yes']);
    expect(ids(tools, 'other')).toEqual(['not', 'yes']);
  });

  const outcome = fc.constantFrom(...Outcome.options);
  property.prop([fc.array(outcome, { maxLength: 60 }), outcome])(
    'a further run never takes a demotion back, and only a failure adds to it',
    (outcomes, more) => {
      const [before, after] = [demotion(outcomes), demotion([...outcomes, more])];
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after).toBeLessThanOrEqual(1);
      if (more === 'ok') expect(after).toBe(before);
    },
  );
});
