import { describe, expect, it, test } from 'vitest';
import { gateOf } from '../../machines/rules/reuse.ts';
import { hintsOf } from '../../machines/rules/hints.ts';
import { intentOf } from '../../machines/rules/intent.ts';
import { rungOf } from '../../machines/rules/ladder.ts';
import { codeOf } from '../../actors/generators/model/codeOf.ts';
import { sameCode } from '../../actors/generators/model/sameCode.ts';
import { adapted } from '../../actors/generators/memory/adapted.ts';

describe('the sentinel', () => {
  test.each([
    ['Quickly write a function to validate email addresses', 'interactive', ['Quickly']],
    ['I need this ASAP: parse a date', 'interactive', ['ASAP']],
    ['Parse a date right now', 'interactive', ['right now']],
    ['urgent! sum these numbers', 'interactive', ['urgent']],
    ['A function that sorts numbers', 'standard', []],
    ['Implement quicksort', 'standard', []],
    ['A faster path through a graph', 'standard', []],
    ['a fast algorithm for primes', 'standard', []],
    ['Sort urgent messages first', 'standard', []],
    ['Do it overnight: find duplicates', 'background', ['overnight']],
    ['no hurry, a date parser', 'background', ['no hurry']],
    ['Take your time and find duplicates later', 'background', ['Take your time', 'later']],
    ['quickly please, and improve it later', 'interactive', ['quickly']],
    ['', 'standard', []],
  ])('reads %j as %s', (text, mode, signals) => {
    expect(intentOf(text)).toMatchObject({ mode, signals });
  });

  it('tells creative work from code', () => {
    expect(intentOf('Write a haiku about rain').wants).toBe('creative');
    expect(intentOf('Write a function that counts the lines of a poem').wants).toBe('code');
    expect(intentOf('Count the words of a text').wants).toBe('code');
  });
});

describe('the ladder', () => {
  const both = new Set(['fast', 'powerful'] as const);

  it('goes from fast over traced to powerful, warmer with every rung, and ends', () => {
    const rungs = Array.from({ length: 7 }, (_, attempt) => rungOf(attempt, both));
    expect(rungs.map((rung) => rung?.tier ?? null)).toEqual([
      'fast',
      'fast',
      'fast',
      'fast',
      'powerful',
      'powerful',
      null,
    ]);
    expect(rungs.map((rung) => rung?.temperature ?? null)).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, null]);
    expect(rungs.map((rung) => rung?.telling === 'failures and trace')).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('has no rung without a model, and stays on the one tier there is', () => {
    expect(rungOf(0, new Set())).toBeNull();
    expect(rungOf(5, new Set(['fast'] as const))?.tier).toBe('fast');
    expect(rungOf(0, new Set(['powerful'] as const))?.tier).toBe('powerful');
  });
});

describe('the gates of reuse', () => {
  test.each([
    [1, 'reuse'],
    [0.98, 'reuse'],
    [0.9799, 'review'],
    [0.95, 'review'],
    [0.9499, 'new'],
    [0, 'new'],
  ])('at similarity %d: %s', (similarity, gate) => {
    expect(gateOf(similarity)).toBe(gate);
  });
});

describe('hints', () => {
  const good = {
    fitness: 0.9,
    coverage: 1,
    performance: 1,
    robustness: 1,
    strength: { score: 1, flagged: false },
  };

  it('are not left by an answer that lacks nothing, nor of what was not measured', () => {
    expect(hintsOf(good)).toEqual([]);
    expect(
      hintsOf({ fitness: 0.9, coverage: null, performance: null, robustness: null, strength: null }),
    ).toEqual([]);
  });

  it('put low fitness first, with high priority', () => {
    const hints = hintsOf({
      fitness: 0.79,
      coverage: 0.5,
      performance: 0.2,
      robustness: 0.1,
      strength: { score: 0.6, flagged: true },
    });
    expect(hints.map(({ reason, priority }) => [reason, priority])).toEqual([
      ['low_fitness', 'high'],
      ['weak_suite', 'medium'],
      ['slow', 'medium'],
      ['low_coverage', 'low'],
      ['fragile', 'low'],
    ]);
  });
});

describe('code in an answer', () => {
  test.each([
    [
      'the block that names the function',
      'Sure.\n```js\nfunction f() {}\n```\nand\n```js\nfunction g() { return 1; }\n```',
      'g',
      'function g() { return 1; }',
    ],
    ['a bare answer', 'const g = (x) => x;', 'g', 'const g = (x) => x;'],
    ['a block that never ends', '```ts\nfunction g() {}', 'g', 'function g() {}'],
    ['nothing where only another name is', '```js\nfunction gg() {}\n```', 'g', null],
    ['nothing in a refusal', 'I cannot help with that.', 'g', null],
  ])('is %s', (_, answer, entry, code) => {
    expect(codeOf(answer, entry)).toBe(code);
  });
});

describe('the same code', () => {
  it('is known through layout, comments and types kept', () => {
    expect(sameCode('function f(a){return a}', '// x\nfunction f(a) {\n  return a;\n}', 'javascript')).toBe(
      true,
    );
    expect(sameCode('const f = (a: number) => a', 'const f = (a: number) =>  a;', 'typescript')).toBe(true);
    expect(sameCode('f(1)', 'f(2)', 'javascript')).toBe(false);
    expect(sameCode('def f():\n  return 1', 'def f():\n  return 1  \n', 'python')).toBe(true);
  });
});

describe('stored code under another name', () => {
  const known = { entry: 'sum', spread: true };

  it('passes the call on in one line of its language', () => {
    expect(
      adapted('const sum = (a, b) => a + b;', known, { entry: 'add', spread: true, language: 'javascript' }),
    ).toMatch(/function add\(\.\.\.input\) \{ return sum\(\.\.\.input\); \}\n$/);
    expect(
      adapted('def sum(a): return a', known, { entry: 'add', spread: true, language: 'python' }),
    ).toMatch(/\nadd = sum\n$/);
    expect(adapted('x', known, { entry: 'sum', spread: true, language: 'python' })).toBe('x');
  });

  it('is given up where the call differs or the name is taken', () => {
    expect(
      adapted('const sum = 1;', known, { entry: 'add', spread: false, language: 'javascript' }),
    ).toBeNull();
    expect(
      adapted('const sum = add(1);', known, { entry: 'add', spread: true, language: 'javascript' }),
    ).toBeNull();
  });
});
