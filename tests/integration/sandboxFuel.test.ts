import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1, graceMs: 500 });
});
afterAll(() => sandbox.close());

async function fuelOf(source: string, input: unknown = null, seed = 1): Promise<number | string | null> {
  const evaluation = await evaluate(sandbox, source, [input], {
    mode: 'fuel',
    seed,
    limits: { fuel: 1e7, wallMs: 3000 },
  });
  if (evaluation.status === 'unloadable') return evaluation.error.message;
  const [call] = evaluation.calls;
  return call?.status === 'ok' ? call.fuel : (call?.status ?? 'nothing');
}
/** What an expression costs beyond an empty function that gets the same input. */
async function costOf(expression: string, input: unknown = null): Promise<number> {
  return Number(await fuelOf(`function f(x) { ${expression}; }`, input)) - 2;
}

describe('statements', () => {
  test.each([
    ['function f() {}', 1, 'entry'],
    ['function f() { return 1 }', 2, 'entry, return'],
    ['const f = () => 1', 2, 'entry, body'],
    ['function f() { let a = 1, b = 2; a += b; return a }', 4, 'entry and three statements'],
    ['function f() { if (true) return 1; return 2 }', 3, 'entry, if, return'],
    ['function f() { return true ? 1 : 2 }', 3, 'a conditional costs what its if would'],
    ['function f() { return 1 && 2 || 3 }', 4, 'two operators that branch'],
    ['function f() { let a = (1, 2, 3) }', 4, 'two commas'],
    ['function f() { for (let i = 0; i < 10; i++); }', 12, 'entry, for, ten steps'],
    ['function f() { for (let i = 0; i < 10; i++) { i; } }', 22, 'and a statement in each'],
    ['function f() { let i = 0; while (i < 5) i++ }', 13, 'entry, let, while, five steps of two'],
    ['function f() { do ; while (false) }', 3, 'entry, do, one step'],
    ['function f() { for (const x of [1, 2]) x; for (const k in { a: 1 }) k }', 9, 'each step and its body'],
    ['function f() { g(); g(); function g() {} }', 5, "calls pay the callee's entry; a declaration is free"],
    ['function f() { try { throw 1 } catch {} }', 4, 'entry, try, throw, catch'],
    [
      'function f() { switch (2) { case 1: f(); case 2: ; default: 3 } }',
      3,
      'entry, switch, the statement that ran',
    ],
    ['function f() { "use strict"; return 1 }', 2, 'directives are free'],
    ['function f() { a: { break a } }', 2, 'labels and blocks are free'],
    [
      'let loaded = 0; for (let i = 0; i < 100; i++) loaded += i; function f() { return loaded }',
      2,
      'loading is charged to no call',
    ],
  ])('%s costs %i: %s', async (source, fuel) => {
    expect(await fuelOf(source)).toBe(fuel);
  });
});

describe('built-ins cost by size', () => {
  const list = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
  const word = 'abcdefghij'.repeat(10);
  test.each([
    ['x.includes(-1)', list, 100],
    ['x.indexOf(-1)', list, 100],
    ['x.indexOf(37)', list, 2],
    ['x.indexOf(37, 1)', list, 1],
    ['x.indexOf(-1, 90)', list, 10],
    ['x.map(Number)', list, 200],
    ['x.every(isFinite)', list, 200],
    ['x.some(isFinite)', list, 2],
    ['x.some((v) => v === 37)', list, 2 * (2 + 2)],
    ['x.slice(90)', list, 10],
    ['x.concat(x)', list, 200],
    ['x.sort()', list, 2800],
    ['x.shift()', list, 7],
    ['x.push(1)', list, 0],
    ['x.fill(0)', list, 100],
    ['[...x]', list, 100],
    ['[...x, ...x]', list, 200],
    ['Math.max(...x)', list, 100],
    ['Math.max.apply(null, x)', list, 100],
    ['({ ...x })', list, 800],
    ['const [a, ...r] = x', list, 100],
    ['const { a, ...r } = x', { a: 1, b: 2, c: 3 }, 24],
    ['((...r) => {})(...x)', list, 201],
    ['new Set(x)', list, 400],
    ['new Map([[1, 2], [3, 4]])', list, 8],
    ['new Set().has(1)', list, 4],
    ['Array.from({ length: 50 })', null, 200],
    ['Object.keys(x)', list, 100],
    ['Object.assign({}, { a: 1, b: 2 }, { c: 3 })', null, 12],
    ['x.includes("zz")', word, 7],
    ['x.slice(0, 10)', word, 3],
    ['x.toUpperCase()', word, 50],
    ['x.split("")', word, 200],
    ['x.repeat(8)', word, 100],
    ['x.startsWith("abc")', word, 1],
    ['x[5]', word, 0],
    ['x + x', word, 0],
    ['/z/.test(x)', word, 101],
    ['/c/.test(x)', word, 4],
    ['x.replace(/a/g, "b")', word, 111],
    ['x.match(/[aj]/g)', word, 121],
    ['JSON.stringify(x)', word, 204],
    ['JSON.parse(JSON.stringify(x))', word, 612],
    ['Uint8Array.from(x).includes(300)', list, 100],
  ])('%s', async (expression, input, cost) => {
    expect(await costOf(expression, input)).toBe(cost);
  });
  test('a linear scan inside a loop costs what it should: a Set is cheaper, and more so the longer the list', async () => {
    const scan =
      'function f(x) { const seen = []; for (const v of x) if (!seen.includes(v)) seen.push(v); return seen.length }';
    const set =
      'function f(x) { const seen = new Set(); for (const v of x) if (!seen.has(v)) seen.add(v); return seen.size }';
    const fuels = async (n: number): Promise<number[]> => {
      const input = Array.from({ length: n }, (_, i) => i);
      return [Number(await fuelOf(scan, input)), Number(await fuelOf(set, input))];
    };
    const [scan50 = 0, set50 = 0] = await fuels(50);
    const [scan500 = 0, set500 = 0] = await fuels(500);
    expect(scan50).toBeGreaterThan(set50 * 1.5);
    expect(scan500 / scan50).toBeGreaterThan(50);
    expect(set500 / set50).toBeLessThan(11);
  });
});

describe('the limit', () => {
  const loop = 'function f(x) { let n = 0; for (let i = 0; i < 10; i++) n += i; return n }';
  const limited = async (source: string, fuel: number): Promise<unknown> => {
    const evaluation = await evaluate(sandbox, source, [null], {
      mode: 'fuel',
      limits: { fuel, wallMs: 2000 },
    });
    return evaluation.status === 'ok' ? evaluation.calls[0] : evaluation;
  };
  test('is exact', async () => {
    expect(await limited(loop, 24)).toMatchObject({ status: 'ok', fuel: 24 });
    expect(await limited(loop, 23)).toMatchObject({ status: 'fuel', fuel: 23, detail: 'more than 23 fuel' });
  });
  test.each([
    ['function f() { try { for (;;) {} } catch { return "caught" } }'],
    ['function f() { try { for (;;) {} } finally { return "finally" } }'],
    ['function f() { for (;;) { try { for (;;) {} } catch { continue } finally { continue } } }'],
    ['function f() { try { for (;;) {} } catch {} }'],
    [
      'const safe = (g) => { try { return g() } catch { return safe(g) } }; const f = () => safe(() => { for (;;) {} })',
    ],
    ['async function f() { for (;;) { try { await (async () => { for (;;) {} })() } catch {} } }'],
    ['function f() { return new Promise((ok) => { for (;;) {} }).catch(() => "caught") }'],
    ['function* g() { try { for (;;) yield 1 } finally { for (;;) {} } } function f() { return [...g()] }'],
    ['function f() { return { toJSON() { try { for (;;) {} } catch {} return 1 } } }'],
    ['function f() { return Array.from({ length: 1e6 }, () => { try { for (;;) {} } catch { } }).length }'],
    ['class A { static x = (() => { for (;;) {} })() } function f() {}'],
    ['function f(a, b = (() => { for (;;) {} })()) { return b }'],
    ['function f() { return "ab".replace(/a/, () => { for (;;) {} }) }'],
    ['function f() { return [1, 2].sort(() => { for (;;) {} }) }'],
    ['function f() { return `${{ toString() { for (;;) {} } }}` }'],
    ['function f() { return new Proxy([], { get() { for (;;) {} } }).x }'],
    ['function f() { f() }'],
    ['function f() { return f }; f.toString = f; f[Symbol.toPrimitive] = () => f + f; f + f'],
  ])('cannot be caught: %s', async (source) => {
    const said = (await limited(source, 5000)) as { status: string; error?: { name: string } };
    expect([said.status, said.error?.name]).toSatisfy(
      ([status, name]: string[]) => status === 'fuel' || name === 'FuelError' || name === 'TypeError',
    );
  });
  test('a size that lies cannot refill the counter', async () => {
    const source = `function f() {
      for (const length of [-1e9, NaN, -Infinity, { valueOf: () => -1e9 }, '-5', 2 ** 60]) Array.prototype.includes.call({ length }, 1);
      class Odd extends Set { get size() { return -1e9 } }
      [...new Odd([1])]; new Odd([1]).union(new Set());
      for (;;) {}
    }`;
    expect(await limited(source, 5000)).toMatchObject({ status: 'fuel', fuel: 5000 });
  });
  test('a program that replaces built-ins changes what it charges to nobody', async () => {
    const source = `Math.ceil = Math.log2 = Math.min = () => -1e9; Reflect.apply = () => 0; Array.isArray = () => false; WeakMap.prototype.get = () => 0;
      Object.prototype.isPrototypeOf = () => true; Number.prototype.valueOf = () => -1;
      function f(x) { [3, 1, 2].sort(); return [1, 2, 3].includes(2) }`;
    expect(await limited(source, 5000)).toMatchObject({ status: 'ok', output: 'true', fuel: 3 + 24 + 3 });
  });
  test('counts beyond four thousand million are exact', async () => {
    const source = `function f() {
      const like = { length: 2 ** 30, 0: 1 };
      let n = 0;
      for (let i = 0; i < 9; i++) n += Array.prototype.includes.call(like, 1);
      return n;
    }`;
    const limits = { fuel: 1e12, wallMs: 3000 };
    expect(await evaluate(sandbox, source, [null], { mode: 'fuel', limits })).toMatchObject({
      calls: [{ status: 'ok', output: '9', fuel: 5 + 9 * 2 + 9 * 2 ** 30 }],
    });
    expect(
      await evaluate(sandbox, source, [null], { mode: 'fuel', limits: { ...limits, fuel: 9 * 2 ** 30 } }),
    ).toMatchObject({
      calls: [{ status: 'fuel', fuel: 9 * 2 ** 30 }],
    });
  });
});

describe('traces', () => {
  test('name the statements that ran, by their offset in the source, types included', async () => {
    const source =
      'const k: number = 2;\nfunction f(x: number): string {\n  if (x > k) {\n    return "big";\n  }\n  label: for (;;) break label;\n  return ((y: string) => y + "!")("small");\n}';
    const evaluation = await evaluate(sandbox, source, [3, 1], {
      mode: 'fuel',
      trace: true,
      language: 'typescript',
    });
    const texts =
      evaluation.status === 'ok'
        ? evaluation.calls.map((call) =>
            call.executed?.map((offset) => source.slice(offset).split(/[ ;]/)[0]),
          )
        : evaluation;
    expect(texts).toEqual([
      ['const', 'if', 'return'],
      ['const', 'if', 'label:', 'break', 'return', 'y'],
    ]);
  });
  test('cost no fuel', async () => {
    const source = 'function f(x) { const g = (y) => y ? g(y - 1) : 0; return g(x) }';
    const traced = await evaluate(sandbox, source, [5], { mode: 'fuel', trace: true });
    expect(traced).toMatchObject({ calls: [{ fuel: await fuelOf(source, 5) }] });
  });
});

test('fuel is the same in every process, in any order, after any history', async () => {
  const source = `function f(n) { const m = new Map(); let s = ''; for (let i = 0; i < n; i++) { m.set(Math.floor(Math.random() * 50), i); s += i % 3 ? 'a' : 'b' }
    const list = [...m.keys()].sort((a, b) => a - b); return [list.length, s.split('b').length, JSON.stringify(list).replace(/\\d+/g, 'n').length] }`;
  const inputs = [10, 100, 1000];
  const job = (box: Sandbox): ReturnType<typeof evaluate> =>
    evaluate(box, source, inputs, { mode: 'fuel', limits: { fuel: 1e6, wallMs: 3000 } });
  const fuels = async (box: Sandbox): Promise<unknown> => {
    const evaluation = await job(box);
    return (
      evaluation.status === 'ok' &&
      evaluation.calls.map((call) => [call.fuel, call.status === 'ok' && call.output])
    );
  };
  const first = await fuels(sandbox);
  expect(first).toEqual([
    [expect.any(Number), expect.any(String)],
    [expect.any(Number), expect.any(String)],
    [expect.any(Number), expect.any(String)],
  ]);
  const other = await openSandbox({ size: 2, graceMs: 500 });
  const later = await Promise.all([...Array.from({ length: 20 }, () => fuels(other)), fuels(sandbox)]);
  await other.close();
  for (const again of later) expect(again).toEqual(first);
});
