import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ladderMove } from '../../machines/rules/toolLadder.ts';
import type { Rung } from '../../machines/rules/toolLadder.ts';

const rules = {
  cache_hit_min: 0.9,
  cache_hit_back: 0.95,
  quality_min: 0.75,
  quality_back: 0.85,
  quality_spare: 0.9,
  error_rate_max: 0.05,
  rest_checks: 10,
};
const share = fc.double({ min: 0, max: 1, noNaN: true });
const seen = fc.record({ cache_hit_rate: fc.option(share), quality: fc.option(share), error_rate: share });
const rung = fc.record<Rung>({ stored: fc.boolean(), resting: fc.boolean() });
const ladder = fc
  .array(rung, { minLength: 2, maxLength: 8 })
  .chain((rungs) => fc.tuple(fc.constant(rungs), fc.nat(rungs.length - 1)));

test.prop([ladder, seen])(
  'a move leads to a stored tool: up for what is worse, down for what is better',
  ([rungs, at], metrics) => {
    const move = ladderMove(at, rungs, metrics, rules);
    if (move.move !== 'switch') return;
    expect(rungs[move.to]?.stored).toBe(true);
    expect(move.to > at).toBe(move.reason !== 'recovered');
    expect(move.to).not.toBe(at);
    const between = rungs.slice(Math.min(at, move.to) + 1, Math.max(at, move.to));
    // What is stored is passed over only on the way back, and only while it rests.
    expect(between.every(({ stored, resting }) => !stored || (move.reason === 'recovered' && resting))).toBe(
      true,
    );
  },
);

test.prop([ladder, seen])('the same numbers never lead up and back again', ([rungs, at], metrics) => {
  const move = ladderMove(at, rungs, metrics, rules);
  if (move.move !== 'switch' || move.reason === 'recovered') return;
  const left = rungs.map((one, index) => (index === at ? { ...one, resting: true } : one));
  const next = ladderMove(move.to, left, metrics, rules);
  expect(next).not.toMatchObject({ move: 'switch', reason: 'recovered' });
});

test.prop([fc.integer({ min: 2, max: 8 }), fc.nat(7), fc.array(seen, { maxLength: 30 })])(
  'from wherever a story has led, a cache that knows everything again leads back to it, one tool a check',
  (length, first, story) => {
    const failed = new Map<number, number>();
    let at = first % length;
    let check = 0;
    const step = (metrics: Parameters<typeof ladderMove>[2]): void => {
      check += 1;
      const rungs = Array.from({ length }, (_, index) => ({
        stored: true,
        resting: check - (failed.get(index) ?? -Infinity) <= rules.rest_checks,
      }));
      const move = ladderMove(at, rungs, metrics, rules);
      if (move.move !== 'switch') return;
      if (move.reason === 'quality' || move.reason === 'reliability') failed.set(at, check);
      at = move.to;
    };
    for (const metrics of story) step(metrics);
    for (let n = 0; n < length; n += 1) step({ cache_hit_rate: 1, quality: 0.9, error_rate: 0 });
    expect(at).toBe(0);
  },
);
