import { describe, expect, it } from 'vitest';
import { sameOutput } from '../../actors/proving/sameOutput.ts';

describe('comparing outputs', () => {
  it('is exact by default, whatever the order of fields', () => {
    expect(sameOutput({ a: 1, b: [2] }, { b: [2], a: 1 }, 'exact')).toBe(true);
    expect(sameOutput([1, 2], [2, 1], 'exact')).toBe(false);
    expect(sameOutput(1, '1', 'exact')).toBe(false);
    expect(sameOutput(null, 0, 'exact')).toBe(false);
  });

  it('takes lists as bags at every depth where it is unordered', () => {
    expect(sameOutput([[1, 2], [3]], [[3], [2, 1]], 'unordered')).toBe(true);
    expect(sameOutput([1, 1, 2], [1, 2, 2], 'unordered')).toBe(false);
  });

  it('lets numbers differ by the tolerance, and nothing else', () => {
    const compare = { tolerance: 0.01 };
    expect(sameOutput({ a: [1, 'x'] }, { a: [1.005, 'x'] }, compare)).toBe(true);
    expect(sameOutput(1, 1.02, compare)).toBe(false);
    expect(sameOutput([1], [1, 1], compare)).toBe(false);
    expect(sameOutput({ a: 1 }, { b: 1 }, compare)).toBe(false);
    expect(sameOutput(1, null, compare)).toBe(false);
  });
});
