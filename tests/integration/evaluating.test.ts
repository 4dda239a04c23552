import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkControls } from '../../actors/evolving/controls.ts';
import { evaluateExamples } from '../../actors/evolving/evaluate.ts';
import type { Program, Sandbox } from '../../actors/ports.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { sha256 } from '../../events/hash.ts';
import { suiteOf } from '../../events/suite.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { clampFile, clampRight, clampSpec } from '../clampCapability.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2 });
});
afterAll(() => sandbox.close());

function golden(...cases: readonly (readonly [input: unknown, expected: unknown])[]): GoldenExample[] {
  return cases.map(([input, expected]) => ({
    id: sha256(JSON.stringify(input)).slice(0, 16),
    input: JSON.stringify(input),
    expected: JSON.stringify(expected),
    label: 'good',
  }));
}

const program = (source: string, spec = clampSpec): Program => ({
  language: 'javascript',
  source,
  entry: spec.entry,
});
const judging = (spec = clampSpec) => ({ spec, suite: suiteOf(spec), seed: 1, dearest: null });
const examples = golden([3, 3], [12, 10], [40, 10], [10, 10]);
const scores = async (source: string, changes: object = {}) => {
  const spec = CapabilitySpec.parse({ ...clampFile, ...changes });
  const results = await evaluateExamples({ sandbox }, program(source, spec), examples, judging(spec));
  return results.map(({ score }) => score);
};

describe('evaluating a candidate', () => {
  it('gives each example its score, answer and fuel, the same each time', async () => {
    const once = () => evaluateExamples({ sandbox }, program(clampRight), examples, judging());
    const [one, other] = [await once(), await once()];
    expect(one.map(({ score, answer, example }) => [score, answer, example])).toEqual(
      examples.map(({ id, expected }) => [1, expected, id]),
    );
    expect(one.every(({ fuel }) => (fuel ?? 0) > 0)).toBe(true);
    expect(other.map(({ wallUs: _us, ...rest }) => rest)).toEqual(
      one.map(({ wallUs: _us, ...rest }) => rest),
    );
  });

  it.each([
    ['throws', 'function clamp() { throw new Error("no"); }'],
    ['does not load', 'function clamp( {'],
    ['has no entry', 'function other() {}'],
    ['never ends', 'function clamp() { for (;;) {} }'],
    ['takes all memory', 'function clamp() { const all = []; for (;;) all.push(new Array(1e6).fill(1)); }'],
    ['recurses for ever', 'function clamp(n) { return clamp(n + 1); }'],
    ['answers nothing', 'function clamp() {}'],
    ['answers what is no JSON', 'function clamp() { return () => 1; }'],
    ['answers without end', 'function clamp() { return "x".repeat(5_000_000); }'],
  ])('scores 0 for code that %s', async (_, source) => {
    expect(await scores(source)).toEqual([0, 0, 0, 0]);
  });

  it('goes on after an example on which a candidate hangs', async () => {
    expect(await scores('function clamp(n) { if (n === 12) for (;;) {} return Math.min(n, 10); }')).toEqual([
      1, 0, 1, 1,
    ]);
  });

  it('holds a candidate to twenty times the dearest call of its parent', async () => {
    const source = 'function clamp(n) { for (let i = 0; i < 20000; i += 1); return Math.min(n, 10); }';
    expect(await scores(source)).toEqual([1, 1, 1, 1]);
    const held = await evaluateExamples({ sandbox }, program(source), examples, {
      ...judging(),
      dearest: 100,
    });
    expect(held.map(({ score }) => score)).toEqual([0, 0, 0, 0]);
  });

  it('compares as the suite does, and takes nothing that breaks the output schema', async () => {
    const near = { examples: [{ input: 3, output: 3, compare: { tolerance: 0.5 } }], output: true };
    const source = 'function clamp(n) { return Math.min(n, 10) + 0.4; }';
    expect(await scores(source)).toEqual([0, 0, 0, 0]);
    expect(await scores(source, near)).toEqual([1, 1, 1, 1]);
    expect(await scores(source, { ...near, output: { type: 'integer' } })).toEqual([0, 0, 0, 0]);
    const predicate = '(input, output, expected) => output === expected || output === -expected';
    const either = { examples: [{ input: 3, output: 3, compare: { predicate } }], postconditions: [] };
    expect(await scores('function clamp(n) { return -Math.min(n, 10); }', either)).toEqual([1, 1, 1, 1]);
    expect(await scores('function clamp(n) { return n + 1; }', either)).toEqual([0, 0, 0, 0]);
  });
});

describe('the controls of an evaluator', () => {
  const check = async (
    cases: readonly GoldenExample[],
    changes: object = {},
    source = clampRight,
    by: Sandbox = sandbox,
  ) => {
    const spec = CapabilitySpec.parse({ ...clampFile, ...changes });
    const parent = program(source, spec);
    return checkControls(
      { sandbox: by },
      { spec, suite: suiteOf(spec), examples: cases, parent, empty: '', dearest: null, passes: 0.8, seed: 1 },
    );
  };
  const scoresOf = ({ controls }: Awaited<ReturnType<typeof check>>) =>
    controls.map(({ name, what, score }) => [name, what, score]);

  it('fail where the evaluator can say no', async () => {
    const checked = await check(examples);
    expect(scoresOf(checked)).toEqual([
      ['empty', 'an empty genome', 0],
      ['empty', 'an empty answer', 0],
      ['constant', 'always 10', 0.75],
      ['known_bad', 'never-clamps', 0.5],
    ]);
    expect(checked.same).toEqual({ first: 1, second: 1, n: 4, agreement: 1 });
    expect(checked.evaluations).toBe(24);
  });

  it('pass where the golden set cannot tell: a constant answer, known-bad code, a fault in right code', async () => {
    expect(scoresOf(await check(golden([12, 10], [40, 10])))).toContainEqual(['constant', 'always 10', 1]);
    expect(scoresOf(await check(golden([3, 3], [4, 4])))).toContainEqual(['known_bad', 'never-clamps', 1]);
    const near = { examples: [{ input: 3, output: 3, compare: { tolerance: 1 } }], controls: [] };
    const loose = await check(golden([3, 3], [7, 7]), near, 'const clamp = (n) => n + 0;');
    expect(scoresOf(loose)).toContainEqual([
      'known_bad',
      expect.stringMatching(/^right code with a fault/),
      1,
    ]);
  });

  it('look for a faulty copy that is wrong often, where the first one is wrong on a rare example alone', async () => {
    const right =
      'function clamp(n) { const own = { 3: 3, 4: 4, 5: 5, 6: 6 }; return own[n] ?? (n > 10 ? 10 : n); }';
    const many = golden(...Array.from({ length: 20 }, (_, n) => [n, Math.min(n, 10)] as const));
    for (const seed of Array.from({ length: 8 }, (_, at) => at)) {
      const spec = CapabilitySpec.parse({ ...clampFile, controls: [] });
      const { controls } = await checkControls(
        { sandbox },
        {
          spec,
          suite: suiteOf(spec),
          examples: many,
          parent: program(right, spec),
          empty: '',
          dearest: null,
          passes: 0.8,
          seed,
        },
      );
      const known = controls.find(({ name }) => name === 'known_bad')!;
      expect(known.score, `seed ${seed}: ${known.what}`).toBeLessThan(0.8);
    }
  });

  it('have something known to be wrong even where the file names nothing and no right code is known', async () => {
    const checked = await check(examples, { controls: [] }, 'function clamp(n) { return n; }');
    expect(scoresOf(checked)).toContainEqual(['known_bad', 'the answers of other examples', 0]);
  });

  it('tell how often the same parent is scored otherwise when it is asked again', async () => {
    let turn = 0;
    const moody: Sandbox = {
      ...sandbox,
      evaluate: async (job) => {
        const evaluation = await sandbox.evaluate(job);
        turn += 1;
        if (turn !== 2 || evaluation.status !== 'ok') return evaluation;
        const calls = evaluation.calls.map((call, index) =>
          index === 0 ? { ...call, status: 'ok' as const, output: '99' } : call,
        );
        return { ...evaluation, calls };
      },
    };
    const { same } = await check(examples, {}, clampRight, moody);
    expect(same).toEqual({ first: 1, second: 0.75, n: 4, agreement: 0.75 });
  });
});
