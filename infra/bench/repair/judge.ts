import type { CallOutcome, Limits, Sandbox, Score } from '../../../actors/ports.ts';
import { CALL_ENTRY, CHECK_ENTRY, harnessed, type CheckAnswer } from './harness.ts';
import type { FaultyProgram } from './rows.ts';

/** Per assertion. A faulty parent may never end, so the limit is a constant instead of 20 × the parent's fuel. */
const VISIBLE: Limits = { fuel: 200_000, wallMs: 2_000, memoryMb: 64, outputBytes: 65_536, depth: 32 };
const HELD_OUT: Limits = { ...VISIBLE, fuel: 20_000_000, wallMs: 10_000 };

const SEED = 1;

const answerOf = (outcome: CallOutcome): CheckAnswer | null =>
  outcome.status === 'ok' ? (JSON.parse(outcome.output) as CheckAnswer) : null;

const described = (outcome: CallOutcome): string => {
  if (outcome.status === 'ok') return JSON.stringify(answerOf(outcome)?.[2]);
  return outcome.status === 'error' ? `${outcome.error.name}: ${outcome.error.message}` : outcome.status;
};

export type Judge = {
  /** Assertions of the visible suite; 0 when it has none that can fail. */
  readonly checks: number;
  /** One run of the visible suite. */
  visible(source: string, options?: { readonly trace?: boolean }): Promise<Score>;
  heldOut(source: string): Promise<boolean>;
  /** Arguments of the visible calls, as JSON arrays. */
  readonly visibleInputs: readonly string[];
  /** What a source answers to each list of arguments; null when it throws or does not end. */
  answers(source: string, inputs: readonly string[]): Promise<(string | null)[]>;
};

/** Runs a program's suites in the sandbox, one assertion per call. */
export const openJudge = async (program: FaultyProgram, sandbox: Sandbox): Promise<Judge> => {
  const run = async (
    source: string,
    test: string,
    entry: string,
    inputs: readonly string[],
    limits: Limits,
    trace: boolean,
  ) => {
    const evaluation = await sandbox.evaluate({
      program: { language: 'javascript', source: harnessed(source, test, program.entry), entry },
      inputs,
      mode: 'fuel',
      limits,
      seed: SEED,
      trace,
    });
    return evaluation.status === 'ok' ? evaluation.calls : evaluation.error;
  };
  const count = async (test: string): Promise<number> => {
    // The entry answers nothing here, so only the shape of the test decides how many assertions there are.
    const calls = await run(program.canonical, test, CHECK_ENTRY, ['-1'], HELD_OUT, false);
    const [first] = 'name' in calls ? [] : calls;
    return first === undefined ? 0 : (answerOf(first)?.[0] ?? 0);
  };
  const indices = (length: number): string[] => Array.from({ length }, (_, index) => String(index));
  const checks = await count(program.visible);
  const heldOutChecks = await count(program.heldOut);
  const visible = async (source: string, options: { readonly trace?: boolean } = {}): Promise<Score> => {
    const trace = options.trace === true;
    const calls = await run(source, program.visible, CHECK_ENTRY, indices(checks), VISIBLE, trace);
    if ('name' in calls) {
      const why = `${calls.name}: ${calls.message}`;
      return {
        ok: false,
        checks: indices(checks).map(() => false),
        fuel: null,
        outputs: indices(checks).map(() => why),
      };
    }
    const held = calls.map((outcome) => answerOf(outcome)?.[1] === true);
    const finished = calls.every(({ status, fuel }) => status === 'ok' && fuel !== null);
    return {
      ok: held.every(Boolean),
      checks: held,
      fuel: finished ? calls.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0) : null,
      outputs: calls.map(described),
      ...(trace
        ? { executed: calls.map(({ executed = [] }) => executed.filter((offset) => offset < source.length)) }
        : {}),
    };
  };
  const calls = await run(program.faulty, program.visible, CHECK_ENTRY, indices(checks), VISIBLE, false);
  const visibleInputs =
    'name' in calls ? [] : [...new Set(calls.flatMap((outcome) => answerOf(outcome)?.[3] ?? []))];
  return {
    checks,
    visible,
    visibleInputs,
    heldOut: async (source) => {
      const outcomes = await run(
        source,
        program.heldOut,
        CHECK_ENTRY,
        indices(heldOutChecks),
        HELD_OUT,
        false,
      );
      return !('name' in outcomes) && outcomes.every((outcome) => answerOf(outcome)?.[1] === true);
    },
    answers: async (source, inputs) => {
      const outcomes = await run(source, '', CALL_ENTRY, inputs, VISIBLE, false);
      return 'name' in outcomes
        ? inputs.map(() => null)
        : outcomes.map((outcome) => (outcome.status === 'ok' ? outcome.output : null));
    },
  };
};
