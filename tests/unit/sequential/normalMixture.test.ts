import { describe, expect, it } from 'vitest';
import { normalMixture, normalMixtureInterval } from '../../../machines/rules/sequential/normalMixture.ts';
import type { NormalMixtureState } from '../../../machines/rules/sequential/normalMixture.ts';

const tau = 0.05;
const test = normalMixture({ tau, against: 0 });
/** Sides of 1,000 values with so many ones. */
const ofOnes = (control: number, treatment: number): NormalMixtureState => ({
  control: { n: 1000, sum: control, squares: control },
  treatment: { n: 1000, sum: treatment, squares: treatment },
});

describe('mSPRT with a normal mixture', () => {
  it('is the mean of the likelihood ratios over a normal prior of differences', () => {
    const state = ofOnes(100, 130);
    const v = [101, 131].reduce((sum, ones) => sum + ((ones / 1002) * (1 - ones / 1002)) / 1000, 0);
    let mean = 0;
    const steps = 20_000;
    for (let at = 0; at < steps; at += 1) {
      const theta = (-8 + (16 * (at + 0.5)) / steps) * tau;
      const prior = Math.exp(-(theta ** 2) / (2 * tau ** 2)) / (tau * Math.sqrt(2 * Math.PI));
      mean += ((prior * 16 * tau) / steps) * Math.exp((theta * 0.03 - theta ** 2 / 2) / v);
    }
    const { either, greater, less } = test.evidence(state);
    expect(either).toBeCloseTo(mean, 6);
    expect([greater, less]).toEqual([either, 0]);
  });

  it('has an interval that ends where the evidence against its end is 1 / alpha', () => {
    const state = ofOnes(100, 130);
    for (const end of normalMixtureInterval(state, { tau, alpha: 0.05 })!)
      expect(normalMixture({ tau, against: end }).evidence(state).either).toBeCloseTo(20, 6);
  });

  it('takes a few equal values for nothing', () => {
    let state = test.initial();
    expect([test.evidence(state).either, normalMixtureInterval(state, { tau, alpha: 0.05 })]).toEqual([
      0,
      null,
    ]);
    for (let at = 0; at < 10; at += 1) {
      state = test.step(state, { side: 'control', value: 0 });
      state = test.step(state, { side: 'treatment', value: 0 });
    }
    expect(test.evidence(state).either).toBeLessThan(1);
    expect(state.control).toEqual({ n: 10, sum: 0, squares: 0 });
  });
});
