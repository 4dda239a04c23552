import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveSuite } from '../../actors/proving/controls.ts';
import { judgement, judgeProgram } from '../../actors/proving/judge.ts';
import { literalsOf, visibleScorer } from '../../actors/proving/visible.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { suiteOf } from '../../events/suite.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { clampFile as file, clampRight as right, clampSpec as spec } from '../clampCapability.ts';

const suite = suiteOf(spec);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2 });
});
afterAll(() => sandbox.close());

describe('a suite', () => {
  it('is accepted when every control fails and twins tie', async () => {
    expect(await proveSuite(spec, suite, sandbox, right)).toEqual({
      verdict: 'accepted',
      controls: [
        'empty answer',
        'constant answer 3',
        'constant answer 10',
        'identity',
        'known-bad never-clamps',
        'mutants of the accepted code',
      ],
      strength: {
        // `>= 10` and `> 9` mean the same as `> 10` here; `> 11` does not, and no case has an 11.
        mutants: 9,
        killed: 6,
        equivalent: 2,
        score: 0.8571,
        flagged: false,
        survivors: [{ operator: 'constant', line: 2, input: '11' }],
      },
      evaluations: 16,
    });
  });

  it('is refused when it cannot fail a wrong answer, with the control that passed and what to add', async () => {
    const refusal = async (changes: object) => {
      const weak = CapabilitySpec.parse({
        ...file,
        inputs: [],
        postconditions: [],
        controls: [],
        ...changes,
      });
      return proveSuite(weak, suiteOf(weak), sandbox);
    };
    expect(await refusal({ examples: [{ input: 3, output: 3 }] })).toMatchObject({
      verdict: 'refused',
      control: 'constant answer 3',
      remedy: 'Add an example whose expected output differs from the others.',
    });
    expect(
      await refusal({
        examples: [
          { input: 3, output: 3 },
          { input: 4, output: 4 },
        ],
      }),
    ).toMatchObject({
      control: 'identity',
    });
    expect(await refusal({ examples: [{ input: 3, error: 'Error' }], output: true })).toMatchObject({
      verdict: 'accepted',
    });
    const bad = [{ name: 'only-twelve', source: 'function clamp(n) { return n === 12 ? 10 : n; }' }];
    expect(await refusal({ controls: bad })).toMatchObject({
      verdict: 'refused',
      control: 'known-bad only-twelve',
    });
  });

  it('is refused when identical candidates do not tie', async () => {
    let turn = 0;
    const uneven: Sandbox = {
      ...sandbox,
      evaluate: async (job) => {
        const real = await sandbox.evaluate(job);
        turn += 1;
        const fuel = turn;
        return real.status === 'ok'
          ? { ...real, calls: real.calls.map((call) => ({ ...call, fuel })) }
          : real;
      },
    };
    expect(await proveSuite(spec, suite, uneven, right)).toMatchObject({ control: 'identical candidates' });
  });
});

describe('what generators see', () => {
  it('is the visible cases with fuel, outputs and traces, and nothing held out', async () => {
    const score = visibleScorer({ spec, suite, sandbox, language: 'javascript', fuelLimit: 1000 });
    const traced = await score(right, { trace: true });
    expect(traced).toMatchObject({ ok: true, checks: [true, true, true], outputs: ['3', '10', '10'] });
    expect(traced.executed).toHaveLength(3);
    expect(traced.executed![0]).not.toEqual(traced.executed![1]);
    expect((await score('function clamp(n) { return n === 12 ? 10 : n; }')).ok).toBe(true);
    expect(await score('function clamp(n) { while (true) {} }')).toMatchObject({ ok: false, fuel: null });
    expect(await score('function clamp(')).toMatchObject({
      ok: false,
      fuel: null,
      checks: [false, false, false],
    });
  });

  it('lists literals of the description and the examples, never of held-out cases', () => {
    expect(literalsOf({ ...spec, description: 'Clamps to "most" 10.' })).toEqual(['most', 10, 3, 12]);
  });
});

describe('the quality of a run', () => {
  it('is the share of postconditions and schema that hold, judged beside the artifact', async () => {
    const limits = { fuel: null, wallMs: 500, memoryMb: 32, outputBytes: 1000, depth: 8 };
    const source = 'function clamp(n) { if (n < 0) throw new Error("negative"); return n / 2; }';
    const program = { language: 'javascript', source, entry: 'clamp' } as const;
    const served = await sandbox.serve(program, limits, judgeProgram(spec)!);
    expect(judgement(spec, await served.call('4'))).toEqual({ quality: 1, failed: [] });
    expect(judgement(spec, await served.call('24'))).toEqual({ quality: 0.5, failed: ['at most 10'] });
    expect(judgement(spec, await served.call('3'))).toEqual({ quality: 0.5, failed: ['output schema'] });
    expect(judgement(spec, await served.call('-1'))).toEqual({
      quality: 0,
      failed: ['at most 10', 'output schema'],
    });
    await served.close();
    expect(judgeProgram({ ...spec, postconditions: [] })).toBeNull();
  });
});
