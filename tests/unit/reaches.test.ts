import { describe, expect, it } from 'vitest';
import { reachesOf } from '../../actors/proving/reaches.ts';

const found = (source: string) => reachesOf(source, 'javascript').map(({ line, what }) => `${line}: ${what}`);

describe('what code reaches for', () => {
  it.each([
    ['function f() {\n  return process.env; }', '2: `process`'],
    ['const f = () => require("node:fs").readFileSync("/")', '1: the module `node:fs`'],
    ['const f = () => import("fs")', '1: `import()`'],
    ['const f = () => eval("1")', '1: `eval`'],
    ['const f = () => new Function("return 1")()', '1: `Function`'],
    ['const f = () => f.constructor("return process")()', '1: code from strings'],
    ['const f = () => ({}).constructor.constructor', '1: code from strings'],
    ['const f = () => globalThis.process', '1: `process`'],
    ['const f = () => new WebAssembly.Memory({ initial: 1 })', '1: `WebAssembly`'],
    ['const f = () => ({ fetch })', '1: `fetch`'],
  ])('is named with its line: %s', (source, expected) => {
    expect(found(source)).toContain(expected);
  });

  it.each([
    'function process(x) { return x; } const f = (x) => process(x)',
    'const f = (x) => x.process + x.eval',
    'const f = (Function) => Function',
    'const f = () => (typeof process === "undefined" ? 1 : 2)',
    'const f = (x) => x instanceof Function',
    'const f = (x) => x.constructor === Object && x.constructor.name',
    'const f = () => ({ process: 1 })',
    'const f = () => "process.exit()"',
    'const f = () => require("lodash")',
  ])('is nothing where it is its own or only a word: %s', (source) => {
    expect(found(source)).toEqual([]);
  });
});
