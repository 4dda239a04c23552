import { expect, test } from 'vitest';
import { catalogueOf } from '../../infra/bench/hostile/catalogue.ts';
import { onPython } from '../python.ts';
import { hostileCatalogue } from './catalogue.ts';

test('there are at least 15 hostile programs for Python, each saying what contained means for it', () => {
  const programs = catalogueOf('python');
  expect(programs.length).toBeGreaterThanOrEqual(15);
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
});

onPython(() => hostileCatalogue('python'));
