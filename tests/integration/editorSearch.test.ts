import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  crossoverSearch,
  geneticEditor,
  learnFix,
  localSearch,
  randomSearch,
  randomSingles,
  repairLibrary,
} from '../../actors/generators/index.ts';
import type { Generation, Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { sandboxRequest, type Examples } from '../searchRequest.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1, graceMs: 500 });
});
afterAll(() => sandbox.close());

type Bug = readonly [fault: string, source: string, examples: Examples];

const BUGS: readonly Bug[] = [
  [
    'an off-by-one index',
    'function f(a) { return a[a.length]; }',
    [
      [[[1, 2, 3]], 3],
      [[[7]], 7],
    ],
  ],
  [
    'a wrong comparison',
    'function f(a) { let m = a[0]; for (const x of a) { if (x < m) m = x; } return m; }',
    [
      [[[1, 3, 2]], 3],
      [[[5, 4]], 5],
    ],
  ],
  [
    'a forgotten parameter',
    'function f(a, k) { return a.slice(0, 2); }',
    [
      [[[1, 2, 3], 1], [1]],
      [
        [[1, 2, 3], 3],
        [1, 2, 3],
      ],
    ],
  ],
  [
    'a missing absolute value',
    'const f = (a, b) => { return a - b; };',
    [
      [[1, 4], 3],
      [[4, 1], 3],
    ],
  ],
  [
    'swapped branches',
    'function f(n) { if (n % 2 === 0) { return "odd"; } else { return "even"; } }',
    [
      [[1], 'odd'],
      [[2], 'even'],
    ],
  ],
  [
    'a statement too many',
    'function f(a) { let s = 0; for (const x of a) { s += x; s++; } return s; }',
    [
      [[[1, 2]], 3],
      [[[]], 0],
      [[[4]], 4],
    ],
  ],
  [
    'an endless loop',
    'function f(n) { let s = 0; while (n > 0) { s += n % 10; n = Math.floor(n * 10); } return s; }',
    [
      [[123], 6],
      [[0], 0],
      [[99], 18],
    ],
  ],
];

describe('local search', () => {
  test.each(BUGS)('repairs %s', async (_, source, examples) => {
    const { request, runs } = sandboxRequest(sandbox, source, examples);
    const generation = await localSearch.propose(request);
    const [best] = generation.candidates;
    expect(best?.score.ok).toBe(true);
    expect(best?.parents).toEqual(['parent']);
    expect(generation.evaluations).toBe(runs());
    expect((await request.evaluate(best?.source ?? '')).ok).toBe(true);
  });

  const twoFaults = 'function f(a) { let s = 1; for (const x of a) { s -= x; } return s; }';
  const sums: Examples = [
    [[[1, 2]], 3],
    [[[]], 0],
    [[[4]], 4],
  ];

  test('stacks edits when one is not enough', async () => {
    const { request } = sandboxRequest(sandbox, twoFaults, sums, { budget: 1500 });
    const [best] = (await localSearch.propose(request)).candidates;
    expect(best?.score.ok).toBe(true);
  });

  test('is the same for the same request and seed', async () => {
    const run = (): Promise<Generation> =>
      localSearch.propose(sandboxRequest(sandbox, twoFaults, sums, { budget: 60 }).request);
    expect(await run()).toEqual(await run());
  });

  test('stops at the budget when nothing fits', async () => {
    const { request, runs } = sandboxRequest(sandbox, 'function f(a) { return a + 1; }', [[[1], 'never']], {
      budget: 37,
    });
    const generation = await localSearch.propose(request);
    expect(generation).toMatchObject({ candidates: [], evaluations: 37 });
    expect(runs()).toBe(37);
  });

  test('goes on after the first plausible candidate when several are wanted', async () => {
    const { request } = sandboxRequest(sandbox, 'function f(a, b) { return a - b; }', [[[2, 2], 4]], {
      budget: 500,
    });
    const { candidates } = await geneticEditor({ plausible: 4 }).localSearch.propose(request);
    expect(candidates).toHaveLength(4);
    expect(candidates.every(({ score }) => score.ok)).toBe(true);
    expect(candidates.map(({ foundAt }) => foundAt)).toEqual(
      candidates.map(({ foundAt }) => foundAt).toSorted((a, b) => a - b),
    );
  });

  test('has nothing to repair in code that passes', async () => {
    const { request } = sandboxRequest(sandbox, 'function f(a) { return a; }', [[[1], 1]]);
    expect(await localSearch.propose(request)).toMatchObject({ candidates: [], evaluations: 1 });
  });
});

describe('random arms', () => {
  test.each([randomSearch, randomSingles])(
    '$name spends what it is given and draws by the seed',
    async (arm) => {
      const impossible: Examples = [[[1], 'never']];
      const source = 'function f(a) { const b = a * 2; return b + 1; }';
      const { request, runs } = sandboxRequest(sandbox, source, impossible, { budget: 50 });
      const { evaluations, yields } = await arm.propose(request);
      expect([evaluations, runs()]).toEqual([50, 50]);
      expect(await arm.propose(request)).toMatchObject({ yields });
      expect((await arm.propose({ ...request, seed: 2 })).yields).not.toEqual(yields);
    },
  );

  test('a lucky stack is minimised to what is needed', async () => {
    const source = 'function f(a, b) { const c = 0; return a - b; }';
    const sums: Examples = [
      [[1, 2], 3],
      [[5, 5], 10],
      [[0, 7], 7],
    ];
    const { request } = sandboxRequest(sandbox, source, sums, { budget: 2000, seed: 5 });
    const [best] = (await randomSearch.propose(request)).candidates;
    expect(best?.operators).toHaveLength(1);
  });
});

describe('crossover', () => {
  const parent =
    'function f(a, b) { const low = a > b ? a : b; const high = a > b ? b : a; return [low, high]; }';
  const lowRight = parent.replace('low = a > b ? a : b', 'low = a > b ? b : a');
  const highRight = parent.replace('high = a > b ? b : a', 'high = a > b ? a : b');
  const examples: Examples = [
    [
      [1, 2],
      [1, 2],
    ],
    [
      [2, 1],
      [1, 2],
    ],
    [
      [3, 3],
      [3, 3],
    ],
  ];

  test('joins two relatives that each hold half of the answer', async () => {
    const relatives = [
      { hash: 'low', source: lowRight },
      { hash: 'high', source: highRight },
    ];
    const { request, runs } = sandboxRequest(sandbox, parent, examples, { relatives, budget: 300 });
    const generation = await crossoverSearch.propose(request);
    const [best] = generation.candidates;
    expect(best?.score.ok).toBe(true);
    expect(generation.evaluations).toBe(runs());
  });

  test('finds its own parents without relatives', async () => {
    const source =
      'function f(a) { let s = 1; let n = 1; for (const x of a) { s += x; n++; } return [s, n]; }';
    const { request } = sandboxRequest(
      sandbox,
      source,
      [
        [[[1, 2]], [3, 2]],
        [[[]], [0, 0]],
      ],
      { budget: 600 },
    );
    const [best] = (await crossoverSearch.propose(request)).candidates;
    expect(best?.score.ok).toBe(true);
  });

  test('joins two rewrites for speed', async () => {
    const source = `function f(a, b) {
  const common = a.filter((x) => b.includes(x));
  return common.reduce((acc, x) => [...acc, x + 1], []);
}`;
    const list = Array.from({ length: 60 }, (_, at) => at);
    const even = list.filter((x) => x % 2 === 0);
    const { request } = sandboxRequest(
      sandbox,
      source,
      [
        [[list, even], even.map((x) => x + 1)],
        [[[], []], []],
      ],
      { goal: 'speed', budget: 80 },
    );
    const [best] = (await crossoverSearch.propose(request)).candidates;
    expect(best?.operators).toEqual(expect.arrayContaining(['accumulate-in-place', 'includes-to-set']));
  });
});

describe('repair library', () => {
  const fix = learnFix(
    'function last(list) { return list[list.length]; }',
    'function last(list) { return list[list.length - 1]; }',
    ['pm1'],
  );

  test('applies a learned fix to other code first', async () => {
    const { request } = sandboxRequest(
      sandbox,
      'function f(words) { const w = words[words.length]; return w; }',
      [[[['a', 'b']], 'b']],
    );
    const generation = await repairLibrary(fix === null ? [] : [fix]).propose(request);
    expect(generation.candidates[0]).toMatchObject({ foundAt: 2, operators: ['pm1'] });
  });

  test('proposes nothing when no fix fits', async () => {
    const { request } = sandboxRequest(sandbox, 'function f(n) { return n; }', [[[1], 2]]);
    expect(await repairLibrary(fix === null ? [] : [fix]).propose(request)).toMatchObject({
      candidates: [],
      evaluations: 1,
    });
  });
});
