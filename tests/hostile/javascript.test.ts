import { expect, test } from 'vitest';
import { catalogueOf } from '../../infra/bench/hostile/catalogue.ts';
import { hostileCatalogue } from './catalogue.ts';

test('there are at least 80 hostile programs for JavaScript, each saying what contained means for it', () => {
  const programs = catalogueOf('javascript');
  expect(programs.length).toBeGreaterThanOrEqual(80);
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
  expect(programs.every(({ contained }) => contained.length > 10)).toBe(true);
});

hostileCatalogue('javascript');
