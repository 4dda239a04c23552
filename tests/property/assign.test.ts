import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byBandit, byShare, standing } from '../../actors/assign.ts';
import { sha256 } from '../../events/hash.ts';
import type { Split } from '../../events/rollout.ts';

const UNITS = 20_000;
const unit = (n: number): string => sha256(`customer ${n}`);
const units = Array.from({ length: UNITS }, (_, n) => unit(n));

/** An incumbent and challengers with these shares. */
function split(shares: readonly number[], mode: Split['mode'] = 'share', rollout = 'c-ro1'): Split {
  const rest = 1 - shares.reduce((sum, share) => sum + share, 0);
  const challengers = shares.map((share, n) => ({ artifact: `new-${n}`, share }));
  return { rollout, mode, shadow: [], arms: [{ artifact: 'old', share: Math.max(0, rest) }, ...challengers] };
}
const given = (of: Split): string[] => units.map((one) => byShare(of, one).artifact);

describe('units get arms by share', () => {
  test.each([[[0.05]], [[0.25]], [[0.5]], [[0.1, 0.2, 0.3]], [[0.3, 0.3, 0.4]]])(
    'as many as the shares %j say, within three sigma over 20,000 units',
    (shares) => {
      const of = split(shares);
      const arms = given(of);
      for (const { artifact, share } of of.arms) {
        const count = arms.filter((arm) => arm === artifact).length;
        const sigma = Math.sqrt(UNITS * share * (1 - share));
        expect(Math.abs(count - UNITS * share), `${artifact}: ${count}`).toBeLessThanOrEqual(3 * sigma);
      }
    },
  );

  test('and keep the challenger they had through every stage up to all of them', () => {
    const stages = [0, 0.05, 0.25, 0.6, 1].map((share) => given(split([share])));
    expect(stages[0]!.every((arm) => arm === 'old')).toBe(true);
    expect(stages.at(-1)!.every((arm) => arm === 'new-0')).toBe(true);
    for (let at = 1; at < stages.length; at += 1)
      expect(
        stages[at]!.filter((_, n) => stages[at - 1]![n] === 'new-0').every((arm) => arm === 'new-0'),
      ).toBe(true);
  });

  test('also where several challengers grow together, whatever their shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (weights, large, part, n) => {
          const all = weights.reduce((sum, weight) => sum + weight, 0);
          const to = (share: number) => split(weights.map((weight) => (weight / all) * share));
          const before = byShare(to(large * part), unit(n)).artifact;
          const after = byShare(to(large), unit(n)).artifact;
          return before === 'old' || after === before;
        },
      ),
    );
  });

  test('and of a challenger that is gone the incumbent has all units, while nobody else’s change hands', () => {
    const all = split([0.2, 0.2, 0.2]);
    const [, first, ...left] = all.arms;
    const after = given({ ...all, arms: [{ artifact: 'old', share: 0.6 }, ...left], gone: [first!] });
    expect(after).toEqual(given(all).map((arm) => (arm === 'new-0' ? 'old' : arm)));
  });

  test('another rollout draws other units', () => {
    const [one, other] = [given(split([0.5])), given(split([0.5], 'share', 'c-ro2'))];
    const both = one.filter((arm, n) => arm === 'new-0' && other[n] === 'new-0').length;
    expect(Math.abs(both - UNITS / 4)).toBeLessThanOrEqual(3 * Math.sqrt(UNITS * 0.25 * 0.75));
  });

  test('with the chance that the arm has, and a standing anybody can compute again from the log', () => {
    for (const one of units.slice(0, 500)) {
      const { artifact, propensity } = byShare(split([0.25]), one);
      expect(artifact).toBe(standing('c-ro1', one) < 0.25 ? 'new-0' : 'old');
      expect(propensity).toBe(artifact === 'old' ? 0.75 : 0.25);
    }
    expect(standing('c-ro1', unit(1))).toBe(Number(`0x${sha256(`c-ro1${unit(1)}`).slice(0, 13)}`) / 2 ** 52);
  });
});

describe('units get arms by Thompson sampling', () => {
  const known = [
    { name: 'old', alpha: 80, beta: 20, pulls: 98 },
    { name: 'new-0', alpha: 10, beta: 2, pulls: 10 },
  ];

  test('the incumbent eight of ten while the challenger is new, each with its propensity', () => {
    const chosen = units.slice(0, 4000).map((one) => byBandit(split([0.2], 'bandit'), known, one));
    const old = chosen.filter(({ artifact }) => artifact === 'old');
    expect(Math.abs(old.length / 4000 - 0.8)).toBeLessThan(3 * Math.sqrt(0.16 / 4000));
    expect(old.every(({ propensity }) => Math.abs(propensity - 0.8) < 1e-9)).toBe(true);
  });

  test('the same again while nothing more is known', () => {
    for (const one of units.slice(0, 200))
      expect(byBandit(split([0.2], 'bandit'), known, one)).toEqual(
        byBandit(split([0.2], 'bandit'), known, one),
      );
  });

  test('an arm that nothing is known of has the prior, and gets its tries', () => {
    const chosen = units.slice(0, 2000).map((one) => byBandit(split([0.1, 0.1], 'bandit'), known, one));
    expect(chosen.filter(({ artifact }) => artifact === 'new-1').length).toBeGreaterThan(50);
  });
});
