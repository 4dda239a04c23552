import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canMeet } from '../../machines/rules/pressure/canMeet.ts';
import { ceilingsOf } from '../../machines/rules/pressure/ceiling.ts';
import type { PressuredVariant } from '../../machines/rules/pressure/ceiling.ts';
import { LEVELS, OPTIMISATIONS } from '../../machines/rules/pressure/levels.ts';
import { negotiatePressure } from '../../machines/rules/pressure/negotiatePressure.ts';
import { negotiateQuality } from '../../machines/rules/pressure/negotiateQuality.ts';

const variant = (
  artifact: string,
  quality: number | null,
  p95Ms: number | null,
  usd: number | null = 0,
  needs: PressuredVariant['needs'] = 'none',
): PressuredVariant => ({
  artifact,
  served: false,
  quality,
  p95Us: p95Ms === null ? null : p95Ms * 1000,
  costMicro: usd === null ? null : usd * 1e6,
  needs,
});
/** The tools of S0 6.5. */
const day = [
  variant('cache-only', 0.82, 50),
  variant('local-opt', 0.88, 800, 0, 'local'),
  variant('specialist', 0.92, 1200, 0.02, 'cloud'),
];
const unknown = ceilingsOf([], LEVELS);
const qualities = (variants: readonly PressuredVariant[]) =>
  Object.values(ceilingsOf(variants, LEVELS)).map(({ quality }) => quality);

describe('the ceiling of a level', () => {
  it('is the best measured quality of what may answer under it, never its floor (C1)', () => {
    expect(qualities(day)).toEqual([0.82, 0.88, 0.92, 0.82]);
  });

  it('is what is expected while nothing is measured', () => {
    expect(qualities([])).toEqual([0.75, 0.9, 1, 0.75]);
    expect(qualities([variant('new', null, null)])).toEqual([0.75, 0.9, 1, 0.75]);
    expect(unknown.high.measured).toBe(false);
  });

  it('leaves out what is too slow for the level, and is 0 when nothing is left', () => {
    expect(qualities([variant('slow', 0.95, 1001)])).toEqual([0, 0.95, 0.95, 0.95]);
    expect(qualities([variant('slower', 0.95, 10_001), variant('quick', 0.7, 1000)])).toEqual([
      0.7, 0.7, 0.95, 0.95,
    ]);
  });
});

describe('the negotiation of a quality (P42), word for word', () => {
  const under = (level: 'high' | 'medium' | 'low', required: number, ceilings = unknown) => {
    const answer = negotiateQuality(required, level, ceilings, LEVELS);
    return [answer.canMeet, answer.reason, answer.suggestion];
  };

  it('says that it can', () => {
    expect(under('high', 0.75)).toEqual([true, 'Can meet quality requirement', null]);
  });

  it('names the level that reaches it', () => {
    expect(under('high', 0.9)).toEqual([
      false,
      'Quality 0.9 not achievable under high pressure (max: 0.75)',
      'Recommend medium pressure to achieve quality 0.9',
    ]);
  });

  it('walks the whole chain, not one step (C2)', () => {
    expect(under('high', 0.95)).toEqual([
      false,
      'Quality 0.95 not achievable under high pressure (max: 0.75)',
      'Recommend low pressure to achieve quality 0.95',
    ]);
  });

  it('says what can be had when no level reaches it', () => {
    expect(under('medium', 0.93, ceilingsOf(day, LEVELS))).toEqual([
      false,
      'Quality 0.93 not achievable (max: 0.88)',
      'Accept quality 0.88 or increase resources',
    ]);
    expect(under('high', 1, ceilingsOf([variant('a', 0.86666667, 1)], LEVELS))).toEqual([
      false,
      'Quality 1.0 not achievable (max: 0.8666)',
      'Accept quality 0.8666 or increase resources',
    ]);
  });

  it('never rejects under low pressure and in training: they give what there is', () => {
    const ceilings = ceilingsOf(day, LEVELS);
    const rejected = (level: 'high' | 'medium' | 'low' | 'training') =>
      negotiateQuality(0.99, level, ceilings, LEVELS);
    expect(rejected('high')).toMatchObject({ canMeet: false, rejected: true });
    expect(rejected('medium')).toMatchObject({ canMeet: false, rejected: true });
    expect(rejected('low')).toMatchObject({ canMeet: false, rejected: false, maxQuality: 0.92 });
    expect(rejected('training')).toMatchObject({ canMeet: false, rejected: false, recommended: null });
  });

  it('accepts any quality that it names as the best, and recommends only levels that reach it', () => {
    const quality = fc.double({ min: 0, max: 1, noNaN: true });
    const some = fc.array(
      fc
        .tuple(quality, fc.integer({ min: 1, max: 20_000 }), fc.constantFrom(...OPTIMISATIONS))
        .map(([q, ms, needs]) => variant('v', q, ms, 0, needs)),
      { maxLength: 5 },
    );
    const levels = fc.constantFrom('high' as const, 'medium' as const, 'low' as const);
    fc.assert(
      fc.property(quality, some, levels, (required, variants, level) => {
        const ceilings = ceilingsOf(variants, LEVELS);
        const can = (q: number, under: keyof typeof ceilings) =>
          negotiateQuality(q, under, ceilings, LEVELS).canMeet;
        const answer = negotiateQuality(required, level, ceilings, LEVELS);
        const named = Number(/max: ([\d.]+)/.exec(answer.reason)?.[1] ?? 0);
        const recommended = answer.canMeet ? null : answer.recommended;
        expect([
          answer.canMeet,
          can(named, level),
          recommended === null || can(required, recommended),
        ]).toEqual([required <= ceilings[level].quality, true, true]);
      }),
    );
  });
});

describe('whether a level can meet a quality (A8), word for word', () => {
  it('says the sentence of S1', () => {
    expect(canMeet('high', 0.9, unknown, LEVELS)).toEqual({
      canMeet: false,
      reason:
        'Quality 0.90 not achievable under HIGH pressure (max: 0.75). Recommend MEDIUM pressure or accept quality 0.75.',
    });
    expect(canMeet('high', 0.75, unknown, LEVELS)).toEqual({
      canMeet: true,
      reason: 'Can meet quality requirement',
    });
  });

  it('says what to do where no level helps', () => {
    expect(canMeet('medium', 0.985, ceilingsOf(day, LEVELS), LEVELS).reason).toBe(
      'Quality 0.985 not achievable under MEDIUM pressure (max: 0.88). Accept quality 0.88 or increase resources.',
    );
  });
});

describe('the negotiation of a pressure (A9, C40)', () => {
  const needed = (quality: number, maxLatencyMs?: number, maxCostUsd?: number) => ({
    quality,
    ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
  });

  it('gives medium for 0.90 while nothing is measured, as S1 does', () => {
    expect(negotiatePressure(needed(0.9, 5000, 0.1), [], LEVELS)).toEqual({
      level: 'medium',
      feasible: true,
      artifact: null,
      rationale:
        'MEDIUM pressure: nothing is measured yet, quality up to 0.90 is expected of it (0.90, 5000 ms, $0.1 asked); latency and cost are not known',
    });
  });

  it('gives the highest pressure whose variants are good, quick and cheap enough, and says the numbers', () => {
    const levels = [0.8, 0.85, 0.9].map((quality) => {
      const { level, artifact } = negotiatePressure(needed(quality), day, LEVELS);
      return [level, artifact];
    });
    expect(levels).toEqual([
      ['high', 'cache-only'],
      ['medium', 'local-opt'],
      ['low', 'specialist'],
    ]);
    expect(negotiatePressure(needed(0.85), day, LEVELS).rationale).toBe(
      'MEDIUM pressure: local-opt has quality 0.88, p95 800 ms, $0 a run (0.85, 5000 ms, $0.1 asked); not under HIGH: cache-only has quality 0.82, p95 50 ms, $0 a run',
    );
  });

  it("compares the latency that is needed with what was measured, not with the level's cap", () => {
    expect(negotiatePressure(needed(0.85, 800), day, LEVELS)).toMatchObject({
      level: 'medium',
      feasible: true,
    });
    expect(negotiatePressure(needed(0.85, 799), day, LEVELS)).toMatchObject({
      level: 'low',
      feasible: false,
    });
    expect(negotiatePressure(needed(0.9, 5000, 0.02), day, LEVELS)).toMatchObject({ feasible: true });
    expect(negotiatePressure(needed(0.9, 5000, 0.019), day, LEVELS)).toMatchObject({ feasible: false });
  });

  it('does its best under low pressure where nothing is feasible, and says why at each level', () => {
    expect(negotiatePressure(needed(0.95), day, LEVELS)).toEqual({
      level: 'low',
      feasible: false,
      artifact: 'specialist',
      rationale:
        'LOW pressure, best effort: no level meets 0.95, 5000 ms, $0.1 asked; under HIGH cache-only has quality 0.82, p95 50 ms, $0 a run; ' +
        'under MEDIUM local-opt has quality 0.88, p95 800 ms, $0 a run; under LOW specialist has quality 0.92, p95 1200 ms, $0.02 a run',
    });
  });

  it('takes what was measured before what may do, and says what is not known', () => {
    const fresh = variant('fresh', 0.95, 10, null);
    expect(negotiatePressure(needed(0.85), [...day, fresh], LEVELS).artifact).toBe('local-opt');
    expect(negotiatePressure(needed(0.94), [...day, fresh], LEVELS)).toMatchObject({
      level: 'high',
      artifact: 'fresh',
      rationale:
        'HIGH pressure: fresh has quality 0.95, p95 10 ms, cost not measured (0.94, 5000 ms, $0.1 asked)',
    });
  });

  it('is the highest level with a variant that meets all three limits, against a search over all of them', () => {
    const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
    const ms = fc.constantFrom(50, 800, 1000, 1001, 5000, 10_000, 10_001);
    const usd = fc.constantFrom(0, 0.02, 0.1, 0.2);
    const some = fc.array(
      fc
        .tuple(share, ms, usd, fc.constantFrom(...OPTIMISATIONS))
        .map(([q, p95, cost, needs]) => variant('v', q, p95, cost, needs)),
      { minLength: 1, maxLength: 6 },
    );
    const allowed = { high: ['none'], medium: ['none', 'local'], low: ['none', 'local', 'cloud'] };
    const within = { high: 1000, medium: 10_000, low: Infinity };
    fc.assert(
      fc.property(some, share, ms, usd, (variants, quality, maxLatencyMs, maxCostUsd) => {
        const meets = (level: 'high' | 'medium' | 'low') =>
          variants.some(
            ({ quality: q, p95Us, costMicro, needs }) =>
              allowed[level].includes(needs!) &&
              p95Us! <= within[level] * 1000 &&
              q! >= quality &&
              p95Us! <= maxLatencyMs * 1000 &&
              costMicro! <= maxCostUsd * 1e6,
          );
        const level = (['high', 'medium', 'low'] as const).find(meets);
        expect(negotiatePressure({ quality, maxLatencyMs, maxCostUsd }, variants, LEVELS)).toMatchObject({
          level: level ?? 'low',
          feasible: level !== undefined,
        });
      }),
    );
  });
});
