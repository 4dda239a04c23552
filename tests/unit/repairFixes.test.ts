import { expect, test } from 'vitest';
import { applySpans } from '../../actors/generators/editor/edit.ts';
import { FIX_BYTES_MAX, learnFix } from '../../actors/generators/library/fix.ts';
import { matchesOf } from '../../actors/generators/library/matches.ts';

const FAULTY = 'function last(list) { return list[list.length]; }';
const FIXED = 'function last(list) { return list[list.length - 1]; }';

test('a fix fits code with other names', () => {
  const fix = learnFix(FAULTY, FIXED, ['pm1']);
  if (fix === null) throw new Error('nothing was learned');
  const other = 'const tail = (words) => { const w = words[words.length]; return w; };';
  const made = matchesOf(fix, other).map(({ spans }) => applySpans(other, spans).replaceAll(/\s+/g, ''));
  expect(made).toContain('consttail=(words)=>{constw=words[words.length-1];returnw;};');
});

test('a fix keeps one name for one place', () => {
  const fix = learnFix('function f(a) { return a * a; }', 'function f(a) { return a ** a; }', ['arith']);
  if (fix === null) throw new Error('nothing was learned');
  expect(matchesOf(fix, 'function g(x) { return x * x; }')).not.toEqual([]);
  expect(matchesOf(fix, 'function g(x, y) { return x + y; }')).toEqual([]);
});

test('a record is plain JSON and small; what is too large or no change is not learned', () => {
  const fix = learnFix(FAULTY, FIXED, ['pm1'], {
    ok: false,
    checks: [false, true],
    fuel: 1,
    outputs: ['TypeError: Cannot read "x" of 3', '1'],
  });
  expect(JSON.parse(JSON.stringify(fix))).toEqual(fix);
  expect(JSON.stringify(fix).length).toBeLessThanOrEqual(FIX_BYTES_MAX);
  expect(fix?.signature).toBe('TypeError: Cannot read _ of _');
  expect(learnFix(FAULTY, `${FAULTY} `, [])).toBeNull();
  expect(
    learnFix('f();', `f(${Array.from({ length: 60 }, (_, at) => `a${at}`).join(', ')});`, []),
  ).toBeNull();
});
