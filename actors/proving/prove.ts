import type { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type {
  CallOutcome,
  Coverage,
  Evaluation,
  Language,
  Limits,
  Mode,
  Program,
  Sandbox,
} from '../ports.ts';
import { heldOutCases, visibleCases } from './cases.ts';
import type { JudgedCase } from './cases.ts';
import { judgeCalls, outcomeText } from './judgeCalls.ts';
import type { CaseResult } from './judgeCalls.ts';
import type { Proof } from './proof.ts';
import { judgeRobustness, robustnessCases } from './robustness.ts';
import { scopeOf } from './scope.ts';
import { summaryOf } from './summary.ts';

export type ProofRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly source: string;
  readonly language: Language;
  readonly sandbox: Sandbox;
  /** What the parent spent on the same suite: the measure of performance where the capability names no target. */
  readonly parent?: { readonly fuel: number | null };
  /** Seeds `Math.random` inside. The inputs come from the suite alone. */
  readonly seed: number;
  readonly heldOut: boolean;
  /** Fuel per call; the capability's limit unless given. */
  readonly fuelLimit?: number;
};

export function limitsOf(spec: CapabilitySpec, fuelLimit?: number): Limits {
  const { fuel, wall_ms, memory_mb, output_bytes, depth } = spec.limits;
  return { fuel: fuelLimit ?? fuel, wallMs: wall_ms, memoryMb: memory_mb, outputBytes: output_bytes, depth };
}

/** Calls of an evaluation, one per input; for code that does not load, one error each, so that every check says why. */
function callsOf(evaluation: Evaluation, inputs: readonly unknown[]): readonly CallOutcome[] {
  if (evaluation.status === 'ok') return evaluation.calls;
  const { name, message, line } = evaluation.error;
  const error = { name, message: `${message}${line === null ? '' : ` (line ${line})`}` };
  return inputs.map(() => ({ status: 'error', error, fuel: null, wallUs: 0 }));
}

/** Of code that does not load. What has no statements of its own (tools, workflows) has no coverage at all: null. */
const NOTHING_COVERED: Coverage = {
  statements: { covered: 0, total: 1 },
  branches: { covered: 0, total: 1 },
};

const finished = (call: CallOutcome) => call.status === 'ok' || call.status === 'error';

/** A check that the same input gives the same outcome whatever ran before it, in the counted and the plain build. */
function sameBackwards(
  cases: readonly JudgedCase[],
  forth: readonly CallOutcome[],
  back: readonly CallOutcome[],
): CaseResult {
  const id = 'determinism/1';
  if (cases.length === 0)
    return { id, kind: 'determinism', message: 'no call came to an end, so nothing shows it' };
  const differs = cases.findIndex((_, index) => outcomeText(forth[index]!) !== outcomeText(back[index]!));
  const message =
    differs < 0
      ? null
      : `depends on earlier calls or their order: ${cases[differs]!.id} gave ${outcomeText(forth[differs]!).slice(0, 90)}, backwards ${outcomeText(back[differs]!).slice(0, 90)}`;
  return { id, kind: 'determinism', message };
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/**
 * Proves a program on a suite: visible checks and fuel in the counted build, the same backwards in the plain build and a fresh
 * context, coverage and malformed inputs, and on request the held-out cases (SPEC P24-P26, P88, P89, C12).
 * The outcome is always a proof: code that does not load fails every check. Equal requests give equal proofs but for
 * `latency_us`, the median wall time of a plain call, which decides nothing (law 7).
 * Throws only where the suite itself is broken, see {@link judgeCalls}.
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  const { spec, suite, sandbox, seed } = request;
  const scope = scopeOf(spec);
  const program: Program = {
    language: request.language,
    source: request.source,
    entry: spec.entry,
    spread: spec.spread,
    ...(scope === null ? {} : { scope }),
  };
  const limits = limitsOf(spec, request.fuelLimit);
  let made = 0;
  const run = async (
    cases: readonly { readonly input: Json }[],
    mode: Mode,
  ): Promise<{ calls: readonly CallOutcome[]; coverage: Coverage | null; loaded: boolean }> => {
    made += cases.length;
    const inputs = cases.map(({ input }) => JSON.stringify(input));
    const evaluation = await sandbox.evaluate({ program, inputs, mode, limits, seed });
    return {
      calls: callsOf(evaluation, inputs),
      coverage: evaluation.status === 'ok' ? evaluation.coverage : NOTHING_COVERED,
      loaded: evaluation.status === 'ok',
    };
  };

  const cases = visibleCases(suite);
  const malformed = robustnessCases(suite);
  const hidden = request.heldOut ? heldOutCases(suite) : [];
  // Held-out and malformed inputs get contexts of their own: they must not touch what the visible calls see.
  const [forth, strange, unseen] = await Promise.all([
    run(cases, 'fuel'),
    run(malformed, 'fuel'),
    run(hidden, 'fuel'),
  ]);
  // Only fuel stops the same call every time, so the uncounted builds run what finished and nothing else.
  const finishing = cases.filter((_, index) => forth.loaded && finished(forth.calls[index]!));
  const [back, covered] = await Promise.all([
    run([...finishing].reverse(), 'plain'),
    run([...finishing, ...malformed.filter((_, index) => finished(strange.calls[index]!))], 'coverage'),
  ]);
  const backwards = [...back.calls].reverse();
  const forwards = forth.calls.filter(finished);
  const visible = [
    ...(await judgeCalls(suite, cases, forth.calls, sandbox)),
    sameBackwards(finishing, forwards, backwards),
  ];
  const heldOut = request.heldOut ? await judgeCalls(suite, hidden, unseen.calls, sandbox) : null;
  const robustness = malformed.map((one, index) => {
    const result = judgeRobustness(suite, one, strange.calls[index]!);
    // Code that does not load refuses nothing: its error is not an answer to this input.
    return strange.loaded ? result : { ...result, message: outcomeText(strange.calls[index]!) };
  });

  const frozen = forth.calls.filter((_, index) => cases[index]!.frozen);
  const counted = frozen.every((call) => call.fuel !== null && finished(call));
  const measured = {
    visible,
    heldOut,
    robustness,
    coverage: covered.coverage,
    fuel: counted ? frozen.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0) : null,
    frozen: frozen.length,
    parentFuel: request.parent?.fuel ?? null,
    latencyUs: Math.round(
      median(backwards.filter((_, index) => finishing[index]!.frozen).map(({ wallUs }) => wallUs)),
    ),
  };
  const withCalls = (results: readonly CaseResult[], calls: readonly CallOutcome[]) =>
    results.slice(0, calls.length).map((result, index) => ({
      ...result,
      output: outcomeText(calls[index]!),
      fuel: calls[index]!.fuel,
    }));
  const dearest = [...forth.calls, ...unseen.calls].flatMap(({ fuel }) => (fuel === null ? [] : [fuel]));
  return {
    summary: summaryOf(spec, suite, measured, seed, await sandbox.walls(request.language)),
    raw: {
      cases: withCalls(visible, forth.calls),
      heldOut: withCalls(heldOut ?? [], unseen.calls),
      robustness,
      coverage: measured.coverage,
      dearestCall: dearest.length === 0 ? null : dearest.reduce((most, fuel) => Math.max(most, fuel), 0),
    },
    calls: made,
  };
}
