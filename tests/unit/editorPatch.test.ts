import { describe, expect, test } from 'vitest';
import { derivePatch } from '../../actors/generators/editor/derive.ts';
import { applySpans } from '../../actors/generators/editor/edit.ts';
import { applyPatch, stack, union, type Patch } from '../../actors/generators/editor/patch.ts';

const PARENT = 'abcdefgh';
const hunk = (from: number, to: number, text: string): Patch => [
  { operators: ['x'], spans: [{ from, to, text }] },
];
const edit = (from: number, to: number, text: string) => ({
  operator: 'y',
  spans: [{ from, to, text }],
  weight: 1,
});

describe('stacking an edit on a patch', () => {
  test('beside the patch it is a hunk of its own, in coordinates of the parent', () => {
    const patch = stack(PARENT, hunk(1, 2, 'BBB'), edit(6, 7, 'E'));
    expect(patch).toEqual([
      ...hunk(1, 2, 'BBB'),
      { operators: ['y'], spans: [{ from: 4, to: 5, text: 'E' }] },
    ]);
    expect(applyPatch(PARENT, patch)).toBe('aBBBcdEfgh');
  });

  test('on patched text it merges with the hunk', () => {
    const patch = stack(PARENT, hunk(1, 2, 'BBB'), edit(3, 5, 'zz'));
    expect(patch).toEqual([{ operators: ['x', 'y'], spans: [{ from: 1, to: 3, text: 'BBzz' }] }]);
    expect(applyPatch(PARENT, patch)).toBe('aBBzzdefgh');
  });

  test('over two hunks it merges both', () => {
    const two = [...hunk(1, 2, 'B'), ...hunk(4, 5, '')];
    const patch = stack(PARENT, two, edit(0, 6, '-'));
    expect(patch).toHaveLength(1);
    expect(applyPatch(PARENT, patch)).toBe(applySpans(applyPatch(PARENT, two), edit(0, 6, '-').spans));
  });
});

test('patches of different places unite, patches of one place do not', () => {
  const united = union(hunk(0, 1, 'A'), hunk(7, 8, 'H'));
  expect(united === null ? null : applyPatch(PARENT, united)).toBe('AbcdefgH');
  expect(union(hunk(0, 3, 'A'), hunk(2, 4, 'H'))).toBeNull();
  expect(union(hunk(2, 2, 'A'), hunk(2, 2, 'H'))).toBeNull();
});

test('overlapping spans are refused with the place', () => {
  expect(() =>
    applySpans(PARENT, [
      { from: 0, to: 3, text: '' },
      { from: 2, to: 4, text: '' },
    ]),
  ).toThrow(/overlap at offset 2/);
});

test('the difference of two sources is one hunk per changed place', () => {
  const parent = 'function f(a) { if (a < 0) return 0; return a + 1; }';
  const child = 'function f(a) {\n  if (a <= 0) return 0;\n  return a * 1;\n}';
  const patch = derivePatch(parent, child) ?? [];
  expect(patch).toHaveLength(2);
  expect(applyPatch(parent, patch)).toBe('function f(a) { if (a <= 0) return 0; return a * 1; }');
});
