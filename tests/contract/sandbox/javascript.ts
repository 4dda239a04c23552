import type { ContractPrograms, SandboxSubject } from './subject.ts';

/** The contract's programs in JavaScript, for every engine that runs it. */
export const JAVASCRIPT: ContractPrograms = {
  echo: 'const f = (x) => x',
  double: 'const f = (x) => x * 2',
  fails:
    'class ValueError extends Error { name = "ValueError" } const f = ({ message }) => { throw new ValueError(message) }',
  endless: 'function f() { for (;;) {} }',
  endlessLoading: 'for (;;) {} function f() {}',
  grows: 'function f() { const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5)) }',
  holds: 'const f = (n) => { const kept = new Array(n / 8).fill(0.5); return kept[0] === 1 ? kept : null }',
  long: 'const f = (n) => "x".repeat(n)',
  deep: 'function f(n) { let x = 1; for (let i = 0; i < n; i++) x = [x]; return x }',
  random: 'const f = () => [Math.random(), Math.random(), Math.random()]',
  clock: 'const f = () => { for (let i = 0; i < 1e5; i++); return Date.now() }',
  leaves: `globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = () => 'left'; Math.random = () => 4; JSON.stringify = () => '"left"';
    const f = () => null`,
  looks: `const f = () => (typeof left === 'undefined' && ({}).left === undefined && [1].map((x) => x)[0] === 1 && Math.random() < 1 ? null : 'left')`,
  late: `let found = null;
    let settle;
    function f(x) {
      if (!x) { settle?.('late'); return found ?? new Promise((resolve) => resolve(null)) }
      let over = false;
      Promise.resolve().then(() => Promise.resolve()).then(() => { if (over) found = 'late' });
      const promise = new Promise((resolve) => { settle = resolve });
      promise.then(() => { over = true });
      return promise;
    }`,
  kills: 'const f = (x) => (x ? String(7n ** 60000000n).length : 0)',
  steps: 'function f(n) { let s = 0; for (let i = 0; i < n; i++) s += 1; return s }',
};

export const ODD: SandboxSubject['odd'] = {
  '-0 is 0': ['const f = () => -0', '0'],
  'NaN is null': ['const f = () => NaN', 'null'],
  'Infinity is null': ['const f = () => [Infinity, -Infinity]', '[null,null]'],
  'nothing is null': ['const f = () => undefined', 'null'],
  'nothing in an object is left out, in a list it is null': [
    'const f = () => ({ a: undefined, b: [undefined, Symbol("x"), () => 1] })',
    '{"b":[null,null,null]}',
  ],
  'a function is null': ['const f = () => f', 'null'],
  'a date is its ISO text': ['const f = () => new Date(0)', '"1970-01-01T00:00:00.000Z"'],
  'an impossible date is null': ['const f = () => new Date(NaN)', 'null'],
  'a big integer is an error': ['const f = () => 1n', 'TypeError: Do not know how to serialize a BigInt'],
  'a cycle is an error': ['const f = () => { const a = {}; a.a = a; return a }', 'TypeError: '],
  'a map and a set are empty objects': ['const f = () => [new Map([[1, 2]]), new Set([1])]', '[{},{}]'],
  'a lone surrogate is escaped': ['const f = () => "a\\ud800b"', '"a\\ud800b"'],
  'a lone surrogate in an error becomes the replacement character': [
    'const f = () => { throw new Error("a\\ud800b") }',
    'Error: a\ufffdb',
  ],
  'a zero in an error stays where it is': [
    'const f = () => { throw new Error("a\\u0000b") }',
    'Error: a\u0000b',
  ],
  'a __proto__ key is an own key': [
    'const f = () => JSON.parse(\'{"__proto__":{"x":1},"constructor":2}\')',
    '{"__proto__":{"x":1},"constructor":2}',
  ],
  'a huge number is written as it is': [
    'const f = () => [1e308, 5e-324, 2 ** 53]',
    '[1e+308,5e-324,9007199254740992]',
  ],
  'a thrown text has the class of its type': ['const f = () => { throw "text" }', 'string: text'],
  'a thrown null is an error': ['const f = () => { throw null }', 'object: null'],
};
