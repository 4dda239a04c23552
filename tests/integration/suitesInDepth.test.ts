import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveSuite } from '../../actors/proving/controls.ts';
import { prove } from '../../actors/proving/prove.ts';
import { visibleScorer } from '../../actors/proving/visible.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { suiteOf } from '../../events/suite.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2 });
});
afterAll(() => sandbox.close());

const base = {
  capability: 'total',
  description: 'Adds up.',
  entry: 'total',
  input: { type: 'array', items: { type: 'integer', minimum: -50, maximum: 50 }, maxItems: 12 },
  output: { type: 'integer' },
  examples: [
    { input: [1, 2], output: 3 },
    { input: [], output: 0 },
    { input: [5, -7], output: -2 },
  ],
  seeds: [],
};
const specOf = (more: object = {}) => CapabilitySpec.parse({ ...base, ...more });
const right = 'function total(list) { let sum = 0; for (const n of list) sum += n; return sum; }';

const proving = async (source: string, spec = specOf(), more: object = {}) =>
  (
    await prove({
      spec,
      suite: suiteOf(spec),
      source,
      language: 'javascript',
      sandbox,
      seed: 1,
      heldOut: true,
      ...more,
    })
  ).summary;

describe('a suite that contradicts itself', () => {
  it('is refused, both examples named', async () => {
    const spec = specOf({ held_out: [{ input: [1, 2], output: 4 }] });
    expect(await proveSuite(spec, suiteOf(spec), sandbox)).toMatchObject({
      verdict: 'refused',
      reason:
        'the suite of total v1 contradicts itself: example/1 and held-out/1 cannot both hold (input [1,2])',
    });
  });

  it('is refused where an example breaks a property, its own comparison or the output schema', async () => {
    const verdict = (more: object) => proveSuite(specOf(more), suiteOf(specOf(more)), sandbox);
    const positive = [{ name: 'never negative', holds: '(input, output) => output >= 0' }];
    expect(await verdict({ postconditions: positive })).toMatchObject({
      reason: expect.stringContaining('example/3 and `never negative` cannot both hold'),
    });
    const compare = { predicate: '(input, output, expected) => output > expected' };
    expect(await verdict({ examples: [...base.examples, { input: [9], output: 9, compare }] })).toMatchObject(
      {
        reason: expect.stringContaining('example/4 and `comparison of example/4`'),
      },
    );
    expect(await verdict({ output: { type: 'integer', minimum: 0 } })).toMatchObject({
      reason: expect.stringContaining('example/3 and the output schema'),
    });
  });
});

describe('an example compared by a predicate', () => {
  const compare = {
    predicate:
      '(input, output, expected) => Number.isInteger(output) && output % expected === 0 && input.length > 0',
  };
  const spec = specOf({ examples: [...base.examples, { input: [9, 9], output: 6, compare }] });

  it('is met by every answer the predicate takes, and names itself where it is not', async () => {
    expect(await proving(right, spec)).toMatchObject({ verdict: 'passed' });
    const wrong = 'function total(list) { return list[0] === 9 ? 19 : list.reduce((a, b) => a + b, 0); }';
    expect((await proving(wrong, spec)).failures).toMatchObject([
      { case: 'example/4', input: '[9,9]', expected: '6', actual: '19' },
    ]);
  });
});

describe('a metamorphic relation', () => {
  const spec = specOf({
    relations: [
      {
        name: 'the order does not matter',
        change: '(list) => [...list].reverse()',
        holds: '(list, sum, turned, other) => sum === other',
      },
      {
        name: 'one more adds one',
        change: '(list) => (list.length < 12 ? [...list, 1] : undefined)',
        holds: '(list, sum, longer, other) => other === sum + 1',
      },
    ],
  });

  it('holds of right code, and says between which inputs it does not', async () => {
    expect(await proving(right, spec)).toMatchObject({ verdict: 'passed', total: 3 + 6 + 1 });
    const wrong =
      'function total(list) { if (list.length > 2) return 1; return list.reduce((a, b) => a + b, 0); }';
    const { failures, cause } = await proving(wrong, spec);
    expect(cause).toBe('wrong');
    expect(failures[0]).toMatchObject({
      case: 'relation/4',
      input: '[1,2,1]',
      message: '`one more adds one` does not hold between [1,2] → 3 and [1,2,1] → 1',
    });
  });

  it('is part of what generators see', async () => {
    const score = visibleScorer({ spec, suite: suiteOf(spec), sandbox, language: 'javascript' });
    expect((await score(right)).checks).toHaveLength(9);
  });
});

describe('code that depends on chance', () => {
  const source =
    'function total(list) { return list.reduce((a, b) => a + b, 0) + (Math.random() < 0.5 ? 0 : 0 * list.length) ; }';
  const chancy =
    'function total(list) { const sum = list.reduce((a, b) => a + b, 0); return list.length > 2 ? Math.floor(Math.random() * 1e9) : sum; }';
  const inputs = { inputs: [[1, 2, 3]] };

  it('is found by running it again with another seed, and refused', async () => {
    expect(await proving(source, specOf(inputs))).toMatchObject({ verdict: 'passed', deterministic: true });
    expect(await proving(chancy, specOf(inputs))).toMatchObject({
      verdict: 'failed',
      deterministic: false,
      failures: [{ case: 'determinism/1', message: expect.stringContaining('depends on chance') }],
    });
  });

  it('passes where the capability allows it, and the proof says so', async () => {
    expect(await proving(chancy, specOf({ ...inputs, deterministic: false }))).toMatchObject({
      verdict: 'passed',
      deterministic: false,
      cause: null,
    });
  });
});

describe('why a proof failed', () => {
  it.each([
    ['wrong', 'function total(list) { return 1; }'],
    ['slow', 'function total(list) { for (;;); }'],
    ['contained', 'function total(list) { const all = []; for (;;) all.push(new Array(1e5).fill(list)); }'],
    ['contained', 'function total(list) { return process.pid; }'],
    ['contained', 'import { readFileSync } from "node:fs"; function total(list) { return 1; }'],
    ['contained', 'function total(list) { const text = "eva" + "l"; return globalThis[text]("1"); }'],
  ])('is %s: %s', async (cause, source) => {
    const limits = { memory_mb: 16, fuel: 50_000_000, wall_ms: 5000 };
    const { cause: found, verdict } = await proving(
      source,
      specOf({ limits: cause === 'slow' ? {} : limits }),
    );
    expect({ verdict, cause: found }).toEqual({ verdict: 'failed', cause });
  });

  it('is slow below the performance asked for, and low quality below the quality', async () => {
    const objectives = { fuel_target: 1, performance_min: 0.5, quality_min: 0 };
    expect(await proving(right, specOf({ objectives }))).toMatchObject({
      cause: 'slow',
      failures: [{ case: 'objective/performance' }],
    });
    const strict = { fuel_target: 1, quality_min: 0.99 };
    expect((await proving(right, specOf({ objectives: strict }))).cause).toBe('low-quality');
  });

  it('is the suite where it lets faults of this very code pass', async () => {
    const spec = specOf({
      examples: [
        { input: [1], output: 1 },
        { input: [], output: 0 },
        { input: [3], output: 3 },
      ],
    });
    const code =
      'function total(list) {\n  let sum = 0;\n  for (let i = 0; i < list.length; i++) {\n    if (i > 1) sum += list[i] * 1;\n    else sum = sum + list[i];\n  }\n  return sum;\n}';
    const objectives = { strength_min: 0.9, quality_min: 0 };
    const weak = await proving(
      code,
      { ...spec, objectives: { ...spec.objectives, ...objectives } },
      { deep: true },
    );
    expect(weak).toMatchObject({
      verdict: 'failed',
      cause: 'weak-suite',
      failures: [{ case: 'objective/strength' }],
    });
    expect(weak.failures[0]!.message).toMatch(
      /catches \d+ of \d+ faulty copies .* add an example such as \[/,
    );
    expect(weak.strength!.survivors.length).toBeGreaterThan(0);
  });
});

describe('a descendant beside its parent', () => {
  const parent = { fuel: 100, source: right };

  it('is told apart on drawn inputs where the parent is right, and not where it is the same', async () => {
    const fitted = 'function total(list) { return list.length > 3 ? 0 : list.reduce((a, b) => a + b, 0); }';
    const { differential } = await proving(fitted, specOf(), { deep: true, parent });
    expect(differential!.inputs).toBe(60);
    expect(differential!.different).toBeGreaterThan(0);
    expect(differential!.first!.child).toBe('0');
    const same = await proving('const total = (list) => list.reduce((a, b) => a + b, 0);', specOf(), {
      deep: true,
      parent,
    });
    expect(same.differential).toMatchObject({ different: 0, first: null });
  });

  it('has a wall time of its own, measured in one isolate, where the two can be run as one program', async () => {
    const { wall } = await proving(right, specOf(), { deep: true, parent });
    expect(wall).toMatchObject({ rounds: 15 });
    expect(wall!.low).toBeLessThanOrEqual(wall!.ratio);
    const module = { fuel: 100, source: 'export const x = 1;' };
    const none = await proving(right, specOf(), { deep: true, parent: module });
    expect(none).toMatchObject({ verdict: 'passed', wall: null, differential: null });
  });
});
