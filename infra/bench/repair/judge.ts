import type { CallOutcome, Limits, Sandbox, Score } from '../../../actors/ports.ts';
import { CALL_ENTRY, CHECK_ENTRY, harnessed, type CheckAnswer } from './harness.ts';
import type { FaultyProgram } from './rows.ts';

const LIMITS = { wallMs: 2_000, memoryMb: 64, outputBytes: 65_536, depth: 32 };
const HELD_OUT: Limits = { ...LIMITS, fuel: 20_000_000, wallMs: 10_000 };

/** Fuel per assertion: 20 × the faulty parent's dearest one (DESIGN 8), within bounds, for a faulty parent may answer at once or never end. */
const FUEL_FACTOR = 20;
const FUEL_LEAST = 50_000;
const FUEL_MOST = 200_000;

const SEED = 1;

const answerOf = (outcome: CallOutcome): CheckAnswer | null =>
  outcome.status === 'ok' ? (JSON.parse(outcome.output) as CheckAnswer) : null;

const heldBy = (outcome: CallOutcome | undefined): boolean =>
  outcome !== undefined && answerOf(outcome)?.[1] === true;

const described = (outcome: CallOutcome | undefined): string => {
  if (outcome === undefined) return 'not run';
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
    how: { readonly trace?: boolean; readonly all?: boolean } = {},
  ) => {
    const evaluation = await sandbox.evaluate({
      program: { language: 'javascript', source: harnessed(source, test, program.entry), entry },
      inputs,
      mode: 'fuel',
      limits,
      seed: SEED,
      trace: how.trace === true,
      // What does not end fails one assertion: that is enough to know, but for a trace.
      stopOnFailure: how.trace !== true && how.all !== true,
    });
    return evaluation.status === 'ok' ? evaluation.calls : evaluation.error;
  };
  const count = async (test: string): Promise<number> => {
    // The entry answers nothing here, so only the shape of the test decides how many assertions there are.
    const calls = await run(program.canonical, test, CHECK_ENTRY, ['-1'], HELD_OUT);
    const [first] = 'name' in calls ? [] : calls;
    return first === undefined ? 0 : (answerOf(first)?.[0] ?? 0);
  };
  const indices = (length: number): string[] => Array.from({ length }, (_, index) => String(index));
  const checks = await count(program.visible);
  const heldOutChecks = await count(program.heldOut);
  const asked = await run(program.faulty, program.visible, CHECK_ENTRY, indices(checks), {
    ...LIMITS,
    fuel: FUEL_MOST,
  });
  const visibleInputs =
    'name' in asked ? [] : [...new Set(asked.flatMap((outcome) => answerOf(outcome)?.[3] ?? []))];
  const dearest = 'name' in asked ? FUEL_MOST : Math.max(0, ...asked.map(({ fuel }) => fuel ?? FUEL_MOST));
  const limits: Limits = {
    ...LIMITS,
    fuel: Math.min(FUEL_MOST, Math.max(FUEL_LEAST, FUEL_FACTOR * dearest)),
  };
  const visible = async (source: string, options: { readonly trace?: boolean } = {}): Promise<Score> => {
    const trace = options.trace === true;
    const calls = await run(source, program.visible, CHECK_ENTRY, indices(checks), limits, { trace });
    if ('name' in calls) {
      const why = `${calls.name}: ${calls.message}`;
      return {
        ok: false,
        checks: indices(checks).map(() => false),
        fuel: null,
        outputs: indices(checks).map(() => why),
      };
    }
    const held = indices(checks).map((_, check) => heldBy(calls[check]));
    const finished =
      calls.length === checks && calls.every(({ status, fuel }) => status === 'ok' && fuel !== null);
    return {
      ok: held.every(Boolean),
      checks: held,
      fuel: finished ? calls.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0) : null,
      outputs: indices(checks).map((_, check) => described(calls[check])),
      ...(trace
        ? { executed: calls.map(({ executed = [] }) => executed.filter((offset) => offset < source.length)) }
        : {}),
    };
  };
  return {
    checks,
    visible,
    visibleInputs,
    heldOut: async (source) => {
      const outcomes = await run(source, program.heldOut, CHECK_ENTRY, indices(heldOutChecks), HELD_OUT);
      return !('name' in outcomes) && outcomes.length === heldOutChecks && outcomes.every(heldBy);
    },
    answers: async (source, inputs) => {
      const outcomes = await run(source, '', CALL_ENTRY, inputs, limits, { all: true });
      return 'name' in outcomes
        ? inputs.map(() => null)
        : outcomes.map((outcome) => (outcome.status === 'ok' ? outcome.output : null));
    },
  };
};
