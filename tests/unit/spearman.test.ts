import { expect, test } from 'vitest';
import { spearman } from '../../infra/bench/spearman.ts';

test('the same order agrees wholly, the opposite one wholly disagrees, whatever the distances', () => {
  expect(spearman([1, 2, 3, 4], [10, 11, 500, 501])).toBeCloseTo(1, 12);
  expect(spearman([1, 2, 3, 4], [9, 3, 2, -100])).toBeCloseTo(-1, 12);
});

test('equal values share a rank: the textbook example', () => {
  // IQ and hours of television, from the article on the coefficient in Wikipedia: -29/165.
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
  expect(spearman([1, 1, 2, 2], [1, 1, 2, 2])).toBeCloseTo(1, 12);
  expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.948683, 6);
});

test('what never changes agrees with nothing', () => {
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});
