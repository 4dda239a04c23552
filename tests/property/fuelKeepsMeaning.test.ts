import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallOutcome, Mode, Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1 });
});
afterAll(() => sandbox.close());

/** Programs whose answer tells on any change of order, binding, scope, laziness or syntax. Each is called with 1, [3,1,2] and "a-b-c". */
const PROGRAMS: Readonly<Record<string, string>> = {
  'getter order': `function f() { const log = []; const o = { get a() { log.push('a'); return [1, 2]; }, get b() { log.push('b'); return 1; } };
    o.a.includes((log.push('arg'), o.b)); return log }`,
  'this of methods':
    'const o = { n: 2, list() { return [1, 2].map(function () { return this.n }, this) } }; function f() { return o.list() }',
  'sloppy this':
    'function g() { return this === globalThis } function f() { return [g(), g.call(1), (() => this === globalThis)()] }',
  'strict this':
    '"use strict"; function g() { return this === undefined } function f() { return [g(), typeof g.call(1)] }',
  'function directive': 'function f() { "use strict"; try { undeclared = 1 } catch (e) { return e.name } }',
  'sloppy globals':
    'function f() { leaked = 5; return [typeof leaked, delete globalThis.leaked, typeof leaked] }',
  'optional chains':
    'function f(x) { const o = { a: { b: [1, 2, 3] } }; return [o?.a?.b.slice(1)?.length, o.z?.b.includes(1).q, o.a.c?.(x()), x?.[0]?.y] }',
  generators:
    'function* g(n) { try { for (let i = 0; i < n; i++) { const got = yield i; if (got) return got } } finally { yield "end" } } function f() { const it = g(3); return [[...g(3)], it.next(), it.next("x"), it.next(), it.next()] }',
  'generator delegation':
    'function* a() { const r = yield* b(); yield r } function* b() { yield 1; return 2 } function f() { return Array.from(a()) }',
  'async order':
    'async function f() { const log = []; const one = (async () => { log.push(1); await null; log.push(3) })(); log.push(2); await one; for await (const x of [Promise.resolve(4), 5]) log.push(x); return log }',
  'async generators':
    'async function* g() { yield 1; yield Promise.resolve(2) } async function f() { const all = []; for await (const x of g()) all.push(x); return all }',
  'promise combinators':
    'async function f() { return [await Promise.all([1, Promise.resolve(2)]), await Promise.race([3, 4]), await Promise.allSettled([Promise.reject(5)])] }',
  classes: `class A { static #count = 0; #x = 1; static { A.#count = 5 } get x() { return this.#x } set x(v) { this.#x = v } static n() { return A.#count } ['k' + 1]() { return super.toString === Object.prototype.toString } has(o) { return #x in o } }
    class B extends A { constructor(...r) { super(...r); this.x = r.length } y = this.x + 1; }
    function f() { const b = new B(1, 2); return [b.x, b.y, A.n(), b.k1(), b.has(b), b.has({})] }`,
  'subclassed array':
    'class L extends Array { sum() { return this.reduce((a, b) => a + b, 0) } } function f() { const l = L.from([1, 2, 3]); const m = l.map((x) => x * 2); return [m instanceof L, m.sum(), l.slice(1) instanceof L, [...l], l.length] }',
  'new with odd callees':
    'const ns = { k: { C: class { constructor(a) { this.a = a } } } }; function f() { const cs = [ns.k.C]; return [new ns.k.C(1), new (class { z = 1 })(), new [...cs][0](2), new cs[0], new (cs.at(0))(3)] }',
  defaults:
    'function f(a, b = a, { c = 1, ...d } = { e: 2, g: 3 }, [h = 4, ...i] = [undefined, 5, 6], ...j) { return [b, c, d, h, i, j, f.length, arguments.length] }',
  'arguments alias':
    'function g(a) { a = 9; arguments[1] = 8; return [arguments[0], arguments.length, Array.prototype.slice.call(arguments, 1), Array.prototype.map.call(arguments, (x) => x)] } function f(x) { return g(x, 2, 3) }',
  'destructuring assignment':
    'function f(x) { let a, b, c; [a, ...b] = [1, 2, 3]; ({ a: c, ...x } = { a: 4, q: 5 }); [a, c] = [c, a]; const r = ([a] = [7, 8]); return [a, b, c, x, r] }',
  'labelled loops':
    'function f() { let n = 0; outer: for (let i = 0; i < 5; i++) { for (let j = 0; j < 5; j++) { if (j === 3) continue outer; if (i === 3) break outer; n += j } } block: { if (n) break block; n = -1 } a: b: for (;;) { break a } return n }',
  'loop closures':
    'function f() { const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); for (const k in { a: 1, b: 2 }) fs.push(() => k); return fs.map((g) => g()) }',
  'braceless bodies':
    'function f(x) { let s = 0; for (const i of [1, 2, 3]) if (i === 2) s += 10; else if (i === 3) s += 100; else s++\n do s++; while (s < 0)\n while (s > 200) s--; for (;;) break; if (x) ; else return 0; return s }',
  'missing semicolons':
    'function f() {\n let a = 1\n let b = a\n ++b\n const g = () => { return }\n const t = `x${b}`\n return [a, b, t, g()]\n}',
  'arrow bodies':
    'const a = (x) => ({ x, ...{ y: 2 } }), b = (x) => (x, x + 1), c = () => () => 1, d = async (x) => await x, e = (x) => x ? 1 : 2, g = (x) => x = 5, h = () => [...[1, 2]], i = () => class { static q = 3 }; function f() { return [a(1), b(1), c()(), e(0), g(1), h(), i().q] }',
  'function names':
    'const a = () => 1, b = function () {}, c = class {}; let d; d = () => {}; function f() { return [a.name, b.name, c.name, d.name, f.name, [].map.name, [].map.length, "".replace.length, Object.keys.name] }',
  hoisting:
    'function f() { const r = [typeof g, typeof h, early()]; function g() {} var h = 1; return r; function early() { return "yes" } } if (true) { function cond() { return 1 } }',
  'block functions':
    'function f() { const r = [typeof q]; { function q() { return 1 } } if (1) function z() { return 2 } r.push(typeof q, z()); return r }',
  switch:
    'function f(x) { const out = []; for (const v of [1, 2, 3, "q"]) switch (v) { case 1: out.push("one"); case 2: { out.push("two"); break } default: out.push("other"); case 3: let y = v; out.push(y) } return out }',
  'try and finally':
    'function g(n) { for (;;) { try { if (n) throw n; return "t" } catch { if (n > 1) continue; return "c" } finally { if (n-- > 1) continue; n = 0 } } } function f() { return [g(0), g(1), g(3), (() => { try { return 1 } finally { return 2 } })(), (() => { l: try { return 1 } finally { break l } return 3 })()] }',
  'error objects':
    'class E extends TypeError { constructor(m) { super(m, { cause: 1 }); this.name = "E" } } function f() { try { null.x } catch ({ name }) { try { throw new E(name) } catch (e) { return [e.message, e.cause, e instanceof TypeError, String(e)] } } }',
  templates:
    'function tag(s, ...v) { return s.raw.join("|") + v.length + (s === tag.last) + (tag.last = s, "") } function g() { return tag`a${1}\\n${2}b` } function f() { return [g(), g(), `${[1, 2]} ${`in${"ner"}`}`] }',
  'sequence and logic':
    'function f(x) { let n = 0; const t = () => (n++, true), u = () => (n += 10, false); x ||= 4; x &&= 5; let z = null; z ??= t(); return [t() && u() || t(), u() ?? 1, n, x, z, (1, 2, 3)] }',
  'proxies watch nothing new': `function f() { const log = []; const watch = (t) => new Proxy(t, { get(o, k, r) { log.push('get ' + String(k)); return Reflect.get(o, k, r) }, has(o, k) { log.push('has ' + String(k)); return k in o }, ownKeys(o) { log.push('keys'); return Reflect.ownKeys(o) }, getOwnPropertyDescriptor(o, k) { log.push('desc ' + String(k)); return Reflect.getOwnPropertyDescriptor(o, k) } });
    const a = watch([1, 2]); a.includes(2); [...a]; Object.keys(watch({ q: 1 })); ({ ...watch({ r: 1 }) }); a.slice(1); Array.from(a); return log }`,
  'iterators are lazy':
    'function f() { const log = []; function* g() { for (let i = 0; ; i++) { log.push(i); yield i } } const [a, b] = g(); const m = new Map([[1, 2]]); for (const x of g()) if (x > 2) break; return [a, b, log, [...m.keys()], Math.max(...m.values()), g().take(2).map((x) => x * 2).toArray()] }',
  'sets and maps':
    'function f() { const s = new Set([1, 2, 2, NaN, NaN]), m = new Map(Object.entries({ a: 1 })); m.set("b", 2).set("c", 3); s.add(4).delete(1); let n = 0; m.forEach((v, k, me) => { n += v * (me === m) }); return [[...s].length, s.size, n, m.get("b"), [...s.union(new Set([9]))].length, Object.fromEntries(m), new WeakMap([[f, 1]]).get(f)] }',
  'set subclass':
    'class S extends Set { add(x) { return super.add(x * 2) } } function f() { return [...new S([1, 2])] }',
  'regular expressions':
    'function f() { const r = /(\\w)(?<d>\\d)?/g; r.lastIndex = 2; const all = [r.exec("ab1c2").index, r.lastIndex, "a1b2".replace(/([a-z])(\\d)/g, (m, a, b, at) => b + a + at), "a, b;c".split(/[,;]\\s*/), "x1y2".match(/\\d/g), [..."p1q2".matchAll(/\\d/g)].map((m) => m.index), /y/y.test("xy"), "aXbX".replaceAll("X", "$&$&"), "abc".search(/c/), "a-b".split("-"), "abc".split("")]; r.lastIndex = 99; return [...all, r.test("zz"), r.lastIndex] }',
  'own exec':
    'class R extends RegExp { exec(s) { const m = super.exec(s); if (m) m[0] = m[0].toUpperCase(); return m } } function f() { return ["abcb".replace(new R("b", "g"), "[$&]"), new R("a").test("a"), "b".match(new R("b"))[0]] }',
  sorting:
    'function f() { const a = [5, 1, 4]; const b = a.toSorted((x, y) => y - x); a.sort(); return [a, b, ["b", undefined, "a"].sort(), [3, 2, 1].sort(() => 0), Array.prototype.sort.call({ 0: 2, 1: 1, length: 2 })] }',
  'sparse arrays':
    'function f() { const a = [1, , 3]; let n = 0; a.forEach(() => n++); return [n, a.indexOf(undefined), a.includes(undefined), a.lastIndexOf(3), a.lastIndexOf(3, undefined), a.flat(), a.map((x) => x).length, 1 in a, a.findLast((x) => !x) === undefined] }',
  'array likes':
    'function f() { const like = { length: "2", 0: "a", 1: "b" }; return [Array.prototype.join.call(like, "+"), Array.from(like), Array.prototype.includes.call("abc", "b"), [].concat.apply([], [[1], [2]]), Math.max.apply(null, [1, 5, 2])] }',
  'typed arrays':
    'function f() { const u = new Uint8Array([3, 1, 2]); u.sort(); const v = new Float64Array(u.buffer.slice(0, 0)); return [[...u], [...u.slice(1)], u.indexOf(2), [...u.map((x) => x * 100)], v.length, new DataView(u.buffer).getUint8(0), u.join()] }',
  json: 'function f(x) { return [JSON.stringify({ d: new Date(0), u: undefined, n: [undefined], toJSON: undefined }, null, 1), JSON.parse("[1,{\\"a\\":2}]", (k, v) => (k === "a" ? v + 1 : v)), JSON.stringify(x)] }',
  'accessors and symbols':
    'function f() { const s = Symbol("s"); const o = { [s]: 1, get [`g${1}`]() { return 2 }, set v(x) { this.w = x }, __proto__: { inherited: 3 } }; o.v = 4; return [o[s], o.g1, o.w, o.inherited, Object.getOwnPropertySymbols(o).length, `${Symbol.iterator.description}`] }',
  coercion:
    'function f() { const o = { valueOf() { return 42 }, toString() { return "s" } }; return [o + 1, `${o}`, [o] + "", o > 41, [1, 2] + [3], +[], -"3", "5" * "2", String([1, [2, 3]])] }',
  'borrowed built-ins':
    'function f() { const { slice } = Array.prototype, has = Function.prototype.call.bind(Object.prototype.hasOwnProperty), name = "inc" + "ludes"; return [slice.call("abc", 1), has({ a: 1 }, "a"), [1, 2][name](2), Reflect.apply([].join, [1, 2], ["/"])] }',
  'closures and recursion':
    'const memo = new Map(); const fib = (n) => n < 2 ? n : memo.get(n) ?? (memo.set(n, fib(n - 1) + fib(n - 2)), memo.get(n)); function f() { return [fib(40), (function fact(n) { return n ? n * fact(n - 1) : 1 })(10)] }',
  'comments in the way':
    'function /* a */ f /* b */ ( /* c */ x /* d */ ) /* e */ { // g\n /* h */ return /* i */ [ /* j */ ...[ /* k */ 1 /* l */ ] /* m */ ] /* n */ ; /* o */ } // end',
  'unicode names':
    'const größe = (ñ) => ñ.length; const \\u0061b = 2; function f() { return [größe("äöü"), ab, "\\u{1F600}".length, [..."😀!"].length] }',
  'no patterns of Object.prototype':
    'function f() { Object.prototype.extra = 1; try { const seen = []; for (const k in [7]) seen.push(k); return seen } finally { delete Object.prototype.extra } }',
  'stack overflow can be caught':
    'function deep() { return deep() + 1 } function f() { try { deep() } catch (e) { return [e instanceof RangeError] } }',
};

const INPUTS = [1, [3, 1, 2], 'a-b-c'];

async function answers(source: string, mode: Mode, trace = false): Promise<readonly CallOutcome[]> {
  const limits = { fuel: 10_000_000, wallMs: 4000 };
  const evaluation = await evaluate(sandbox, source, INPUTS, { mode, trace, limits });
  if (evaluation.status === 'unloadable')
    throw new Error(`${evaluation.error.name}: ${evaluation.error.message}`);
  return evaluation.calls;
}

const said = (calls: readonly CallOutcome[]): unknown[] =>
  calls.map((call) =>
    call.status === 'ok' ? JSON.parse(call.output) : call.status === 'error' ? call.error : call,
  );

describe('counting changes nothing a program can see', () => {
  test.each(Object.entries(PROGRAMS))('%s', async (name, source) => {
    const plain = await answers(source, 'plain');
    expect(plain.map((call) => call.status)).toEqual(['ok', 'ok', 'ok']);
    const fuel = await answers(source, 'fuel');
    expect(said(fuel)).toEqual(said(plain));
    expect(said(await answers(source, 'fuel', true))).toEqual(said(plain));
    expect(said(await answers(source, 'plain', true))).toEqual(said(plain));
    expect(said(await answers(source, 'coverage'))).toEqual(said(plain));
    // How deep a stack goes is the one thing that may differ between runs.
    if (name === 'stack overflow can be caught') return;
    const counts = (calls: readonly CallOutcome[]): unknown[] => calls.map((call) => call.fuel);
    expect(counts(await answers(source, 'fuel', true))).toEqual(counts(fuel));
    expect(counts(await answers(source, 'fuel'))).toEqual(counts(fuel));
    for (const call of fuel) expect(call.fuel).toBeGreaterThan(0);
  });
});
