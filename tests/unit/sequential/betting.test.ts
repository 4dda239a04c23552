import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../machines/rules/random.ts';
import { betting } from '../../../machines/rules/sequential/betting.ts';
import type { BettingState } from '../../../machines/rules/sequential/betting.ts';
import type { Observation, Side } from '../../../machines/rules/sequential/pairs.ts';
import { decides } from '../../../machines/rules/sequential/sequentialTest.ts';

const equal = betting({ against: 0 });

/** Pairs of control and treatment, in turn. */
const pairsOf = (pairs: readonly (readonly [number, number])[]): readonly Observation[] =>
  pairs.flatMap(([control, treatment]) => [
    { side: 'control' as const, value: control },
    { side: 'treatment' as const, value: treatment },
  ]);

const folded = (observations: readonly Observation[], from: BettingState = equal.initial()): BettingState =>
  observations.reduce((state, one) => equal.step(state, one), from);

describe('the betting test', () => {
  it('begins with a stake of 1 in each direction', () => {
    const { greater, less, either } = equal.evidence(equal.initial());
    for (const wealth of [greater, less, either]) expect(wealth).toBeCloseTo(1, 12);
  });

  it('is a fair game where both are equal: over all outcomes of six pairs the mean of the evidence is 1', () => {
    for (const p of [0.01, 0.3, 0.5]) {
      let mean = 0;
      for (let outcome = 0; outcome < 3 ** 6; outcome += 1) {
        let chance = 1;
        const pairs: (readonly [number, number])[] = [];
        for (let rest = outcome, at = 0; at < 6; at += 1, rest = Math.floor(rest / 3)) {
          const kind = rest % 3;
          chance *= kind === 0 ? 1 - 2 * p * (1 - p) : p * (1 - p);
          pairs.push(kind === 0 ? [0, 0] : kind === 1 ? [0, 1] : [1, 0]);
        }
        mean += chance * equal.evidence(folded(pairsOf(pairs))).either;
      }
      expect(mean).toBeCloseTo(1, 9);
    }
  });

  it('gains nothing on average against a difference that is there, at the margin and beyond it', () => {
    const test = betting({ against: -0.1 });
    const one = (control: number, treatment: number) =>
      test.evidence(
        pairsOf([[control, treatment]]).reduce((state, value) => test.step(state, value), test.initial()),
      ).greater;
    const meanAt = (p: number, q: number): number =>
      p * q * one(1, 1) + p * (1 - q) * one(1, 0) + (1 - p) * q * one(0, 1) + (1 - p) * (1 - q) * one(0, 0);
    expect(meanAt(0.5, 0.4)).toBeCloseTo(1, 12);
    expect(meanAt(0.5, 0.2)).toBeLessThan(1);
    expect(meanAt(0.5, 0.5)).toBeGreaterThan(1);
  });

  it('says which way, and decides at 1 / alpha', () => {
    const state = folded(pairsOf(Array.from({ length: 30 }, () => [0, 1])));
    const evidence = equal.evidence(state);
    expect([evidence.greater > 20, evidence.less < 1]).toEqual([true, true]);
    expect(decides(evidence, 'either', 0.05)).toBe(true);
    expect(decides(evidence, 'less', 0.05)).toBe(false);
    expect(decides({ greater: 19.9, less: 0, either: 9.95 }, 'greater', 0.05)).toBe(false);
    expect(() => decides(evidence, 'either', 0)).toThrow('alpha is 0');
  });

  it('can be written and read at any point', () => {
    const random = randomFrom(3);
    const all = Array.from({ length: 400 }, (): Observation => {
      const side: Side = random.uniform() < 0.3 ? 'treatment' : 'control';
      return { side, value: random.uniform() };
    });
    for (const at of [0, 1, 7, 200]) {
      const read = JSON.parse(JSON.stringify(folded(all.slice(0, at)))) as BettingState;
      expect(folded(all.slice(at), read)).toEqual(folded(all));
    }
  });

  it('loses no value and stays small where one side gets nineteen of twenty', () => {
    const random = randomFrom(4);
    let state = equal.initial();
    let treated = 0;
    for (let at = 0; at < 20_000; at += 1) {
      const side: Side = random.uniform() < 0.05 ? 'treatment' : 'control';
      if (side === 'treatment') treated += 1;
      state = equal.step(state, { side, value: random.uniform() < 0.5 ? 1 : 0 });
    }
    expect(state.pairs).toBe(treated);
    expect(JSON.stringify(state).length).toBeLessThan(1500);
    const waiting = state.waiting!.groups.reduce((sum, { n }) => sum + n, 0);
    expect(waiting).toBeGreaterThan(8);
    expect(state.seen).toBe(20_000);
  });

  it('does not run over, however long the evidence goes on', () => {
    const state = folded(pairsOf(Array.from({ length: 3000 }, () => [0, 1])));
    expect(Number.isFinite(equal.evidence(state).either)).toBe(true);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a value of %s', (value) => {
    expect(() => equal.step(equal.initial(), { side: 'control', value })).toThrow('in [0, 1]');
  });

  it.each([-1, 1, Number.NaN])('refuses to test against a difference of %s', (against) => {
    expect(() => betting({ against })).toThrow('lies in (-1, 1)');
  });
});
