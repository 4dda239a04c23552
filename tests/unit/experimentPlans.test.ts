import { expect, test } from 'vitest';
import { guessingModel } from '../../infra/bench/resume/guessingModel.ts';
import { OptimizationSettings } from '../../infra/config/settings/optimization.ts';
import { experimentsOf, modelsOf } from '../../infra/optimizing/experiments.ts';

test('a model with a price is asked from the tier on that may pay, and not on the local one', () => {
  const settings = OptimizationSettings.parse({});
  const models = [guessingModel('paid', 0.5, () => '')];
  expect(modelsOf('local', settings, models)).toEqual([]);
  const cloud = modelsOf('cloud', settings, models);
  expect(experimentsOf(cloud, 5).map(({ generator }) => generator)).toContain('paid');
});
