import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkControls } from '../../actors/evolving/controls.ts';
import { evaluateExamples } from '../../actors/evolving/evaluate.ts';
import { NOTHING_RIGHT, objectivesOf } from '../../actors/evolving/objectives.ts';
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

  it('ranks by counted work per right answer, never by measured time', async () => {
    const vector = async (source: string) =>
      objectivesOf('code', await evaluateExamples({ sandbox }, program(source), examples, judging()));
    const right = await vector(clampRight);
    const cheap = await vector('function clamp(n) { return n; }');
    expect(right[0]).toBe(0);
    expect(cheap[0]).toBe(0.5);
    // Two of four right: what the wrong ones took is paid by the right ones.
    expect(cheap[1]).toBeGreaterThan(0);
    expect(await vector('function clamp( {')).toEqual([1, NOTHING_RIGHT]);
    const slowClock = (await evaluateExamples({ sandbox }, program(clampRight), examples, judging())).map(
      (one) => ({ ...one, wallUs: one.wallUs + 1e6 }),
    );
    expect(objectivesOf('code', slowClock)).toEqual(right);
  });
});

describe('the controls of an evaluator', () => {
  const check = (cases: GoldenExample[], changes: object = {}, source = clampRight) => {
    const spec = CapabilitySpec.parse({ ...clampFile, ...changes });
    return checkControls(
      { sandbox },
      {
        spec,
        suite: suiteOf(spec),
        examples: cases,
        parent: program(source, spec),
        empty: '',
        target: 1,
        dearest: null,
        seed: 1,
      },
    );
  };

  it('let an evaluator choose that says no to all of them', async () => {
    const checked = await check(examples);
    expect(checked.refused).toBeNull();
    expect(checked.controls.map(({ name }) => name)).toEqual([
      'an empty genome',
      'an empty answer',
      'the constant answer 10',
      'the constant answer 3',
      'known-bad never-clamps',
      'the worst of 9 faulty copies of right code',
    ]);
    expect(checked.agreement).toEqual({ examples: 4, disagreement: 0, equal: true });
  });

  it('refuse a golden set that a constant answer passes', async () => {
    expect((await check(golden([12, 10], [40, 10]))).refused).toMatch(
      /^the constant answer 10 scores 1\.000 on the golden set of clamp, at or above the target 1: .*Add examples/,
    );
  });

  it('refuse a golden set that known-bad code passes', async () => {
    expect((await check(golden([3, 3], [4, 4]))).refused).toMatch(/^known-bad never-clamps scores 1\.000/);
  });

  it('refuse a golden set that notices no fault in right code', async () => {
    const near = { examples: [{ input: 3, output: 3, compare: { tolerance: 1 } }], controls: [] };
    const checked = await check(golden([3, 3], [7, 7]), near, 'const clamp = (n) => n + 0;');
    expect(checked.refused).toMatch(/^the worst of 3 faulty copies of right code scores 1\.000/);
  });

  it('refuse an evaluator whose parent answers otherwise when it is asked again', async () => {
    let turn = 0;
    const moody: Pick<Sandbox, 'evaluate'> = {
      evaluate: async (job) => {
        const evaluation = await sandbox.evaluate(job);
        turn += 1;
        return turn === 2 && evaluation.status === 'ok'
          ? {
              ...evaluation,
              calls: evaluation.calls.map((call, index) =>
                index === 0 ? { ...call, status: 'ok' as const, output: '99' } : call,
              ),
            }
          : evaluation;
      },
    };
    const checked = await checkControls(
      { sandbox: { ...sandbox, evaluate: moody.evaluate } },
      {
        spec: clampSpec,
        suite: suiteOf(clampSpec),
        examples,
        parent: program(clampRight),
        empty: '',
        target: 1,
        dearest: null,
        seed: 1,
      },
    );
    expect(checked.agreement).toMatchObject({ disagreement: 0.25, equal: true });
    expect(checked.refused).toMatch(/scored differently on 1 of 4 examples/);
  });
});
