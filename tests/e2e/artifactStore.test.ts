import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from './typed.ts';

const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url));
let place: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'dse-store-'));
});
afterAll(() => rmSync(place, { recursive: true }));

const dse = (...args: string[]) => typed([...args, '--folder', join(place, 'data')]);

function file(name: string, content: string | object): string {
  const path = join(place, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const capability = {
  capability: 'largest',
  description: 'The largest number of a list.',
  entry: 'largest',
  input: {
    type: 'array',
    items: { type: 'integer', minimum: -100, maximum: 100 },
    minItems: 1,
    maxItems: 40,
  },
  output: { type: 'integer' },
  examples: [
    { input: [1, 3, 2], output: 3 },
    { input: [-5, -7], output: -5 },
    { input: [4], output: 4 },
  ],
  held_out: [{ input: [0, 9, 9, 1], output: 9 }],
  properties: [
    {
      name: 'one of the list and none is larger',
      runs: 20,
      holds: '(input, output) => input.includes(output) && input.every((n) => n <= output)',
    },
  ],
  objectives: { fuel_target: 20, performance_min: 0.2 },
};
const RIGHT =
  'function largest(list) {\n  let most = list[0];\n  for (const n of list) if (n > most) most = n;\n  return most;\n}';

const stored = async (name: string, code: string) =>
  dse('artifact', 'store', '--capability', 'largest', '--code', file(`${name}.js`, code));

async function store(name: string, code: string, of: string | object = capability) {
  const path = typeof of === 'string' ? of : file('capability.json', of);
  const said = await dse(
    'artifact',
    'store',
    '--capability',
    path,
    '--code',
    file(`${name}.js`, code),
    '--json',
  );
  return {
    code: said.code,
    ...(JSON.parse(said.out) as {
      state: string;
      cause: string | null;
      failures?: object[];
      reason?: string;
    }),
  };
}

describe('code that somebody brings', () => {
  it('is stored when it is right, exit 0, with a proof that says how strong the suite is', async () => {
    const { code, state, ...rest } = await store('right', RIGHT);
    expect({ code, state }).toEqual({ code: 0, state: 'stored' });
    expect(rest).toMatchObject({ cause: null, failures: [] });
    const proofs = await dse(
      'query',
      'select agrees, strength, deterministic, cpu_us > 0 as timed from proofs',
      '--json',
    );
    expect(JSON.parse(proofs.out)).toMatchObject({
      agrees: true,
      strength: 1,
      deterministic: true,
      timed: true,
    });
  });

  it('is not stored twice under another layout, exit 4, and the first is named', async () => {
    const relaid = `// the same\n${RIGHT.replaceAll('\n', ' ')}`;
    const { code, err } = await stored('relaid', relaid);
    expect({ code, err }).toEqual({
      code: 4,
      err: expect.stringMatching(
        /relaid\.js is the same code as artifact\/largest-\w+, layout and comments aside/,
      ) as string,
    });
    const artifacts = await dse('query', 'select count(*) as n from artifacts', '--json');
    expect(JSON.parse(artifacts.out)).toEqual({ n: 1 });
    expect((await stored('right-again', RIGHT)).code).toBe(0);
  });

  it('is refused when it is wrong, exit 3, the failing case named with input, expected and actual, and kept as a fact', async () => {
    const wrong = await store(
      'wrong',
      'function largest(list) { let most = 0; for (const n of list) if (n > most) most = n; return most; }',
    );
    expect(wrong).toMatchObject({
      code: 3,
      state: 'rejected',
      cause: 'wrong',
      failures: expect.arrayContaining([
        expect.objectContaining({ case: 'example/2', input: '[-5,-7]', expected: '-5', actual: '0' }),
      ]),
    });
    const said = await dse('artifact', 'store', join(place, 'wrong.js'), '--capability', 'largest');
    expect(said.code).toBe(3);
    expect(said.out).toMatch(
      /example\/2: expected -5, got 0\n +input +\[-5,-7\]\n +expected +-5\n +actual +0/,
    );
    const kept = await dse('query', "select cause, failures from proofs where verdict = 'failed'", '--json');
    expect(kept.out).toContain('example/2');
  });

  it('is refused when it is slow, exit 6', async () => {
    const slow =
      'function largest(list) {\n  for (const n of list) {\n    let beaten = false;\n    for (let k = 0; k < 40; k += 1) for (const m of list) if (m > n) beaten = true;\n    if (!beaten) return n;\n  }\n}';
    const outcome = await store('slow', slow);
    expect(outcome).toMatchObject({ code: 6, cause: 'slow', failures: [{ case: 'objective/performance' }] });
    expect(await store('endless', 'function largest(list) { for (;;); }')).toMatchObject({
      code: 6,
      cause: 'slow',
    });
  });

  it('is refused when it is hostile, exit 7, and says what it reached for', async () => {
    const hostile = 'function largest(list) {\n  process.kill(process.ppid);\n  return Math.max(...list);\n}';
    expect(await store('hostile', hostile)).toMatchObject({
      code: 7,
      cause: 'contained',
      failures: expect.arrayContaining([
        expect.objectContaining({
          case: 'sandbox/reach',
          message: 'line 2 reaches for `process`, which no capability grants',
        }),
      ]),
    });
    const greedy = 'function largest(list) { const all = []; for (;;) all.push(new Array(1e6).fill(list)); }';
    const limits = { memory_mb: 16, fuel: 1_000_000_000, wall_ms: 10_000 };
    const roomy = { ...capability, capability: 'largest-at-ease', limits };
    expect(await store('greedy', greedy, roomy)).toMatchObject({ code: 7, cause: 'contained' });
  });

  it('is not even proved on a suite that cannot tell right from wrong, exit 8', async () => {
    const weak = {
      ...capability,
      capability: 'weak',
      examples: [{ input: [3, 1], output: 3 }],
      held_out: [],
      properties: [],
    };
    expect(await store('right', RIGHT, weak)).toMatchObject({
      code: 8,
      state: 'suite-refused',
      reason: expect.stringContaining('constant answer 3 passes every visible check'),
    });
    const unsaid = {
      ...capability,
      capability: 'unsaid',
      examples: [
        { input: [3, 1], output: 3 },
        { input: [4, 2], output: 4 },
      ],
      held_out: [],
      properties: [],
      objectives: { strength_min: 0.9 },
    };
    const outcome = await store('right', RIGHT, unsaid);
    expect(outcome).toMatchObject({
      code: 8,
      cause: 'weak-suite',
      failures: [{ case: 'objective/strength' }],
    });
  });

  it('needs a capability and code that exist, exit 2', async () => {
    const code = join(place, 'right.js');
    expect((await dse('artifact', 'store', '--capability', './nowhere.yaml', '--code', code)).code).toBe(2);
    expect((await dse('artifact', 'store', '--capability', 'largest')).code).toBe(2);
    expect((await dse('artifact', 'store', '--capability', 'largest', '--code', './nowhere.js')).code).toBe(
      2,
    );
  });
});

describe('artifact types', () => {
  it('function, test, tool and workflow are each stored and listed', async () => {
    const judge = {
      capability: 'is-largest',
      kind: 'test',
      description: 'Whether an answer of `largest` is right.',
      entry: 'isLargest',
      spread: true,
      input: {
        type: 'array',
        prefixItems: [{ type: 'array', items: { type: 'integer' } }, { type: 'integer' }],
      },
      output: { type: 'boolean' },
      examples: [
        { input: [[1, 3, 2], 3], output: true },
        { input: [[1, 3, 2], 2], output: false },
        { input: [[1, 3, 2], 4], output: false },
        { input: [[-1], -1], output: true },
      ],
      objectives: { strength_min: 0 },
    };
    const code =
      'function isLargest(list, answer) { return list.includes(answer) && list.every((n) => n <= answer); }';
    expect(await store('judge', code, judge)).toMatchObject({ code: 0, state: 'stored' });
    const workflow = {
      capability: 'largest-of',
      kind: 'workflow',
      description: 'The largest number under a name.',
      input: { type: 'object', properties: { list: capability.input }, required: ['list'] },
      output: { type: 'integer' },
      examples: [
        { input: { list: [1, 2] }, output: 2 },
        { input: { list: [7, 2] }, output: 7 },
      ],
      workflow: { steps: [{ id: 'pick', capability: 'largest', input: '{{input.list}}' }] },
    };
    expect((await dse('task', 'submit', file('workflow.json', workflow))).code).toBe(0);
    expect((await dse('task', 'submit', join(examples, 'exchange-rate/capability.yaml'))).code).toBe(0);
    const listed = await dse(
      'query',
      "select distinct artifact_type from artifacts where state = 'stored' order by 1",
      '--json',
    );
    const types = listed.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { artifact_type: string }).artifact_type);
    expect(types).toEqual(['function', 'test', 'tool', 'workflow']);
    expect((await dse('artifact', 'list')).out).toMatch(/is-largest/);
  });
});
