import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../actors/proving/mutants.ts';

const all = { most: 100, seed: 1 };
const made = (source: string): string[] =>
  mutantsOf(source, 'javascript', all).map(({ operator, source: text }) => `${operator}: ${text}`);

describe('mutants', () => {
  it('have one typed fault each, on a line that is named', () => {
    expect(made('const f = (a, b) => a < b && a + 1;')).toEqual([
      'comparison: const f = (a, b) => a <= b && a + 1;',
      'comparison: const f = (a, b) => a >= b && a + 1;',
      'logical: const f = (a, b) => a < b || a + 1;',
      'arithmetic: const f = (a, b) => a < b && a - 1;',
      'constant: const f = (a, b) => a < b && a + (0);',
      'constant: const f = (a, b) => a < b && a + 2;',
    ]);
    const lines = mutantsOf('function f(n) {\n  n += 1;\n  return n;\n}', 'javascript', all);
    expect(lines.map(({ operator, line }) => `${operator} ${line}`)).toEqual([
      'statement 2',
      'assignment 2',
      'constant 2',
      'constant 2',
      'return 3',
    ]);
  });

  it('leave names, directives, keys, patterns and the steps of loops alone', () => {
    expect(made("'use strict'; const o = { 'k': v, max: /x/ };")).toEqual([]);
    expect(made('for (;;i++) x;').filter((text) => text.startsWith('update'))).toEqual([]);
    expect(made('x = Math.max(a, b)')).toEqual(['statement: ;', 'method: x = Math.min(a, b)']);
  });

  it('are drawn the same for the same seed, operators by turns, and none of what cannot be read', () => {
    const source = `function f(a) { ${'a += 1; '.repeat(60)} return a < 3; }`;
    const few = { most: 10, seed: 7 };
    const drawn = mutantsOf(source, 'javascript', few);
    expect(drawn).toEqual(mutantsOf(source, 'javascript', few));
    expect(drawn).toHaveLength(10);
    expect(drawn.filter(({ operator }) => operator === 'comparison')).toHaveLength(2);
    expect(mutantsOf(source, 'javascript', { most: 10, seed: 8 })).not.toEqual(drawn);
    expect(mutantsOf('function (', 'javascript', all)).toEqual([]);
    expect(mutantsOf('{}', 'http', all)).toEqual([]);
  });
});
