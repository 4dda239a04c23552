import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localSearch } from '../../actors/generators/index.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate } from '../evaluate.ts';
import { sandboxRequest, type Examples } from '../searchRequest.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1, graceMs: 500 });
});
afterAll(() => sandbox.close());

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const mixed = upTo(60).map((at) => (at * 37) % 41);

type Slow = readonly [operator: string, source: string, inputs: readonly (readonly unknown[])[]];

const SLOW: readonly Slow[] = [
  [
    'includes-to-set',
    'function f(a, b) { return a.filter((x) => b.includes(x)); }',
    [
      [mixed, upTo(80)],
      [[], []],
      [[3], [4]],
    ],
  ],
  [
    'includes-to-set',
    'function f(a) { const out = []; for (const x of a) { if (!out.includes(x)) out.push(x); } return out; }',
    [[mixed], [[]], [[1, 1, 2]]],
  ],
  [
    'includes-to-set',
    'const f = (a, b) => a.filter((x) => b.indexOf(x) === -1);',
    [
      [mixed, upTo(50)],
      [[1], []],
    ],
  ],
  [
    'indexof-to-map',
    'function f(a, b) { return a.map((x) => b.indexOf(x)); }',
    [
      [mixed, upTo(80).reverse()],
      [[9], [1]],
    ],
  ],
  ['dedupe-to-set', 'function f(a) { return a.filter((v, i) => a.indexOf(v) === i); }', [[mixed], [[]]]],
  [
    'find-to-map',
    'function f(orders, users) { return orders.map((o) => { const user = users.find((u) => u.id === o.user); return user ? user.name : null; }); }',
    [
      [mixed.map((user) => ({ user })), upTo(40).map((id) => ({ id, name: `n${id}` }))],
      [[], []],
    ],
  ],
  ['find-to-map', 'function f(a) { return a.map((x) => a.filter((y) => y === x).length); }', [[mixed], [[]]]],
  [
    'slice-sum-to-prefix',
    'function f(a) { const out = []; for (let i = 0; i < a.length; i++) { out.push(a.slice(0, i + 1).reduce((s, x) => s + x, 0)); } return out; }',
    [[mixed], [[]]],
  ],
  [
    'pairs-to-map',
    'function f(a) { let n = 0; for (let i = 0; i < a.length; i++) { for (let j = i + 1; j < a.length; j++) { if (a[i] === a[j]) { n++; } } } return n; }',
    [[mixed], [[1, 1, 1]], [[]]],
  ],
  [
    'pairs-to-map',
    'function f(a, t) { for (let i = 0; i < a.length; i++) { for (let j = i + 1; j < a.length; j++) { if (a[i] + a[j] === t) { return true; } } } return false; }',
    [
      [upTo(60), 500],
      [[1, 2], 3],
      [[], 0],
    ],
  ],
  ['memoise', 'function f(n) { if (n < 2) return n; return f(n - 1) + f(n - 2); }', [[16], [0], [1], [5]]],
  [
    'memoise',
    'function f(r, c) { if (r === 0 || c === 0) return 1; return f(r - 1, c) + f(r, c - 1); }',
    [
      [7, 6],
      [0, 3],
      [1, 1],
    ],
  ],
  [
    'accumulate-in-place',
    'function f(a) { return a.reduce((acc, x) => [...acc, x * 2], []); }',
    [[mixed], [[]]],
  ],
  [
    'accumulate-in-place',
    'function f(a) { return a.reduce((acc, x) => ({ ...acc, [x]: x * 2 }), {}); }',
    [[mixed], [[]]],
  ],
  [
    'accumulate-in-place',
    'function f(a) { let out = []; for (const x of a) { out = out.concat([x + 1]); } return out; }',
    [[mixed], [[]]],
  ],
  ['sort-to-extreme', 'function f(a) { return [...a].sort((x, y) => x - y)[0]; }', [[mixed], [[4, 2]]]],
  ['filter-to-some', 'function f(a) { return a.filter((x) => x > 3).length > 0; }', [[mixed], [[]]]],
  ['filter-to-find', 'function f(a) { return a.filter((x) => x > 3)[0]; }', [[mixed], [[9]]]],
  [
    'early-exit',
    'function f(a, v) { let found = false; for (const x of a) { if (x === v) { found = true; } } return found; }',
    [
      [mixed, 0],
      [[], 1],
      [[2], 1],
    ],
  ],
  [
    'divisor-bound',
    'function f(n) { if (n < 2) return false; for (let i = 2; i < n; i++) { if (n % i === 0) return false; } return true; }',
    [[397], [1], [2], [4], [9], [91]],
  ],
  [
    'hoist',
    'function f(rows, o) { const out = []; for (const row of rows) { out.push(row / Object.keys(o).length); } return out; }',
    [
      [mixed, { a: 1, b: 2, c: 3, d: 4, e: 5 }],
      [[], {}],
    ],
  ],
  [
    'shift-to-index',
    'function f(a) { const q = a.slice(); let s = 0; while (q.length > 0) { s += q.shift(); } return s; }',
    [[upTo(300)], [[]]],
  ],
];

const answers = async (source: string, inputs: Slow[2]): Promise<Examples> => {
  const evaluation = await evaluate(sandbox, source, inputs, {
    spread: true,
    limits: { fuel: null, wallMs: 5000 },
  });
  if (evaluation.status === 'unloadable') throw new Error(evaluation.error.message);
  return inputs.map((args, at) => {
    const call = evaluation.calls[at];
    return [args, call?.status === 'ok' && call.output !== undefined ? JSON.parse(call.output) : null];
  });
};

describe('local search for speed', () => {
  test.each(SLOW)('%s: %s', async (operator, source, inputs) => {
    const examples = await answers(source, inputs);
    const { request, runs } = sandboxRequest(sandbox, source, examples, { goal: 'speed', budget: 60 });
    const before = await request.evaluate(source);
    const generation = await localSearch.propose(request);
    const [best] = generation.candidates;
    expect(best?.operators).toContain(operator);
    expect(best?.score.ok).toBe(true);
    expect(best?.score.fuel).toBeLessThan(before.fuel ?? 0);
    expect(generation.evaluations).toBe(runs() - 1);
  });

  test('rewrites in different places are combined', async () => {
    const source = `function f(a, b) {
  const common = a.filter((x) => b.includes(x));
  return common.reduce((acc, x) => [...acc, x + 1], []);
}`;
    const examples = await answers(source, [
      [mixed, upTo(80)],
      [[], []],
    ]);
    const { request } = sandboxRequest(sandbox, source, examples, { goal: 'speed', budget: 80 });
    const [best] = (await localSearch.propose(request)).candidates;
    expect(best?.operators).toEqual(expect.arrayContaining(['accumulate-in-place', 'includes-to-set']));
  });

  test('nothing is proposed for code that is already lean', async () => {
    const source = 'function f(x) { return x + 1; }';
    const { request } = sandboxRequest(
      sandbox,
      source,
      [
        [[1], 2],
        [[5], 6],
      ],
      { goal: 'speed', budget: 60 },
    );
    expect((await localSearch.propose(request)).candidates).toEqual([]);
  });
});
