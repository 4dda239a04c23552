import { describe, expect, test } from 'vitest';
import { editsOf } from '../../actors/generators/editor/search/frontier.ts';
import { applySpans } from '../../actors/generators/editor/edit.ts';
import { normalText } from '../../actors/generators/editor/normal.ts';
import { parseProgram } from '../../actors/generators/editor/tree.ts';

const normal = (source: string): string => {
  const program = parseProgram(source);
  if (program === null) throw new Error(`does not parse: ${source}`);
  return normalText(program);
};

const madeBy = (operator: string, source: string, literals: readonly (string | number)[] = []): string[] =>
  editsOf(source, literals)
    .filter((edit) => edit.operator === operator)
    .flatMap((edit) => {
      const program = parseProgram(applySpans(source, edit.spans));
      return program === null ? [] : [normalText(program)];
    });

const body = (text: string): string => `function f(a, b) { ${text} }`;

type Case = readonly [operator: string, before: string, after: string];

const CASES: readonly Case[] = [
  ['const', 'return a + 1;', 'return a + 2;'],
  ['constvar', 'return a + 1;', 'return a + b;'],
  ['bool', 'return true;', 'return false;'],
  ['cmp', 'return a < b;', 'return a <= b;'],
  ['arith', 'return a / b;', 'return a % b;'],
  ['logic', 'return a && b;', 'return a || b;'],
  ['logicall', 'return a && b && !a;', 'return a || b || !a;'],
  ['unwrapbin', 'return a * b;', 'return a;'],
  ['unwraplog', 'return a > 1 && b > 1;', 'return b > 1;'],
  ['opswap', 'return a - b;', 'return b - a;'],
  ['regroup', 'return (a + b) * 2;', 'return a + b * 2;'],
  ['pm1', 'return a.slice(b);', 'return a.slice(b + 1);'],
  ['wrapbin', 'return a * 2;', 'return a * 2 - b;'],
  ['ident', 'return a;', 'return b;'],
  ['identtgt', 'let c = 0; c = 1; return c;', 'let c = 0; a = 1; return c;'],
  ['exprvar', 'return a.x;', 'return b;'],
  ['swapall', 'return a * 2 - b;', 'return b * 2 - a;'],
  ['renameall', 'return a + a;', 'return b + b;'],
  ['method', 'return Math.floor(a);', 'return Math.ceil(a);'],
  ['ret', 'return a;', 'return false;'],
  ['wrapcall', 'return a - b;', 'return Math.abs(a - b);'],
  ['unwrapcall', 'return Math.abs(a);', 'return a;'],
  ['argswap', 'return Math.pow(a, b);', 'return Math.pow(b, a);'],
  ['argdel', 'return a.slice(1, b);', 'return a.slice(1);'],
  ['argadd', 'return a.sort();', 'return a.sort((a, b) => a - b);'],
  ['spread', 'return Math.max(a);', 'return Math.max(...a);'],
  ['chain', "return a.split('');", "return a.split('').reverse();"],
  ['index', 'return a[b];', 'return a[0];'],
  ['unindex', 'return a[b];', 'return b;'],
  ['expridx', 'for (const x of a) b = a; return b;', 'for (const x of a) b = a[x]; return b;'],
  ['swapidx', 'return a[b][0];', 'return a[0][b];'],
  ['exprrepl', 'let c = a * 2; return b + 1;', 'let c = a * 2; return a * 2;'],
  ['negate', 'if (a) return 1; return 2;', 'if (!a) return 1; return 2;'],
  ['strengthen', 'if (a > 1) return 1; return 2;', 'if (a > 1 && b === 0) return 1; return 2;'],
  ['weaken', 'if (a > 1) return 1; return 2;', 'if (a > 1 || b < 0) return 1; return 2;'],
  ['branchswap', 'return a ? 1 : 2;', 'return a ? 2 : 1;'],
  ['delelse', 'if (a) b = 1; else b = 2; return b;', 'if (a) b = 1; return b;'],
  ['casedel', 'if (a) b = 1; else if (b) b = 2; else b = 3;', 'if (a) b = 1; else b = 3;'],
  ['mkelse', 'if (a) { b = 1; } if (b) { b = 2; }', 'if (a) { b = 1; } else if (b) { b = 2; }'],
  ['unwrapif', 'if (a) { b = 1; } return b;', '{ b = 1; } return b;'],
  ['ifwhile', 'if (a) a--; return a;', 'while (a) a--; return a;'],
  ['ofin', 'for (const x of a) b += x; return b;', 'for (const x in a) b += x; return b;'],
  ['stmtdel', 'a++; return a;', 'return a;'],
  ['stmtmove', 'a++; b--; return a;', 'b--; a++; return a;'],
  ['wrapif', 'for (const x of a) b++; return b;', 'for (const x of a) if (x === b) { b++; } return b;'],
  ['addreturn', 'let c = a;', 'let c = a; return c;'],
  ['basecase', 'return 1 / a;', 'if (a === 0) return 0; return 1 / a;'],
  ['assignop', 'b += a; return b;', 'b -= a; return b;'],
  ['update', 'b++; return b;', 'b--; return b;'],
  ['init', 'let c = 0; return c + a;', 'let c = 1; return c + a;'],
  ['assignins', 'return a;', 'a++; return a;'],
  ['elswap', 'return [a, b];', 'return [b, a];'],
  ['eladd', 'return [a];', 'return [a, b];'],
  ['str', "return a.join(' ');", "return a.join('');"],
  ['str2id', "return a.indexOf('b');", 'return a.indexOf(b);'],
  ['useresult', 'a.filter(Boolean); return a;', 'a = a.filter(Boolean); return a;'],
  ['boolall', 'if (a) return true; return false;', 'if (a) return false; return true;'],
  ['twin', 'return a.x === b.x;', 'return a.x.sort() === b.x.sort();'],
];

describe('every operator makes its typical edit', () => {
  test.each(CASES)('%s: %s → %s', (operator, before, after) => {
    expect(madeBy(operator, body(before))).toContain(normal(body(after)));
  });
});

test('literals of the examples are tried where the source has literals', () => {
  expect(madeBy('const', body('return a > 100;'), [91])).toContain(normal(body('return a > 91;')));
  expect(madeBy('str', body("return a === 'Jupyter';"), ['Jupiter'])).toContain(
    normal(body("return a === 'Jupiter';")),
  );
});

test('names are only used where they hold a value', () => {
  const made = madeBy('ident', 'function f(a) { const c = a; if (a) { let inner = 1; } return c; }');
  expect(made).toContain(normal('function f(a) { const c = a; if (a) { let inner = 1; } return a; }'));
  expect(made.filter((text) => text.includes('return inner'))).toEqual([]);
  expect(made.filter((text) => text.includes('const c = c'))).toEqual([]);
});

test('an edit changes only its place: layout and comments stay', () => {
  const source = 'function f(a) {\n  // keep me\n  return   a+1; /* and me */\n}\n';
  const changed = editsOf(source, []).find(({ operator }) => operator === 'const');
  const text = applySpans(source, changed?.spans ?? []);
  expect(text).toMatch(/\n {2}\/\/ keep me\n {2}return {3}a\+\S+; \/\* and me \*\/\n/);
});

test('types survive edits of a TypeScript source', () => {
  const source = 'function f(a: number, b: number): number { return a + b; }';
  const strip = (text: string): string => text.replaceAll(/: number/g, (type) => ' '.repeat(type.length));
  const edits = editsOf(source, [], strip);
  const texts = edits.map(({ spans }) => applySpans(source, spans));
  expect(texts).toContain('function f(a: number, b: number): number { return a - b; }');
  expect(editsOf(source, [])).toEqual([]);
});
