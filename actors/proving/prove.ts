import type { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { CallOutcome, Coverage, Evaluation, Language, Mode, Program, Sandbox } from '../ports.ts';
import { bundled } from './bundled.ts';
import { heldOutCases, visibleCases } from './cases.ts';
import { determinism } from './determinism.ts';
import { differentialRun } from './differential.ts';
import { judgeCalls, outcomeText } from './judgeCalls.ts';
import type { CaseResult } from './judgeCalls.ts';
import type { Proof } from './proof.ts';
import { limitsOf } from './limits.ts';
import { reachesOf } from './reaches.ts';
import { judgeRobustness, robustnessCases } from './robustness.ts';
import { scopeOf } from './scope.ts';
import { suiteStrength } from './strength.ts';
import { summaryOf } from './summary.ts';
import { wallTime } from './wallTime.ts';

export type ProofRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly source: string;
  readonly language: Language;
  readonly sandbox: Sandbox;
  /** What the parent spent on the same suite (the measure of performance where there is no target), and its code to run beside. */
  readonly parent?: { readonly fuel: number | null; readonly source?: string };
  /** Seeds `Math.random` inside. The inputs come from the suite alone. */
  readonly seed: number;
  readonly heldOut: boolean;
  /** Fuel per call; the capability's limit unless given. */
  readonly fuelLimit?: number;
  /** Of what passes, also measure the suite's strength and run it beside its parent. Default: not. */
  readonly deep?: boolean;
};

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

/** What the calls used: time together, memory and output at their most. */
function resourcesOf(calls: readonly CallOutcome[]): Proof['summary']['resources'] {
  const most = (values: readonly number[]): number => values.reduce((top, value) => Math.max(top, value), 0);
  const cpu = calls.flatMap(({ cpuUs }) => (cpuUs === undefined ? [] : [cpuUs]));
  const peak = calls.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  return {
    cpu_us: cpu.length === 0 ? null : cpu.reduce((sum, one) => sum + one, 0),
    peak_bytes: peak.length === 0 ? null : most(peak),
    output_bytes: most(calls.map((call) => (call.status === 'ok' ? Buffer.byteLength(call.output) : 0))),
  };
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/**
 * Proves a program on a suite: visible checks and fuel in the counted build, the same backwards in the plain build and a fresh
 * context, once more with another seed, coverage and malformed inputs, and on request the held-out cases (SPEC P24-P26, P88, P89, C12); of what
 * passes, on request, how strong the suite is and how it compares with its parent.
 * The outcome is always a proof: code that does not load fails every check. Equal requests give equal proofs but for
 * `latency_us`, the median wall time of a plain call, and `wall`, which decide nothing (law 7).
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
    ...bundled(spec),
  };
  const limits = limitsOf(spec, request.fuelLimit);
  let made = 0;
  let modelsMicro = 0;
  const run = async (
    cases: readonly { readonly input: Json }[],
    mode: Mode,
    drawn = seed,
  ): Promise<{ calls: readonly CallOutcome[]; coverage: Coverage | null; loaded: boolean }> => {
    made += cases.length;
    const inputs = cases.map(({ input }) => JSON.stringify(input));
    const evaluation = await sandbox.evaluate({ program, inputs, mode, limits, seed: drawn });
    const calls = callsOf(evaluation, inputs);
    modelsMicro += calls.reduce((sum, { spent }) => sum + (spent?.costMicro ?? 0), 0);
    return {
      calls,
      coverage: evaluation.status === 'ok' ? evaluation.coverage : NOTHING_COVERED,
      loaded: evaluation.status === 'ok',
    };
  };

  const cases = await visibleCases(suite, sandbox);
  // What is no list cannot become arguments, so nothing can be said of it.
  const malformed = robustnessCases(suite).filter(({ input }) => !spec.spread || Array.isArray(input));
  const hidden = request.heldOut ? heldOutCases(suite) : [];
  // Held-out and malformed inputs get contexts of their own: they must not touch what the visible calls see.
  const [forth, strange, unseen] = await Promise.all([
    run(cases, 'fuel'),
    run(malformed, 'fuel'),
    run(hidden, 'fuel'),
  ]);
  // Only fuel stops the same call every time, so the uncounted builds run what finished and nothing else.
  const finishing = cases.filter((_, index) => forth.loaded && finished(forth.calls[index]!));
  // A service, a workflow or a prompt has no seed: to ask it once more would only cost.
  const seeded = !['http', 'workflow', 'prompt'].includes(request.language);
  // Each call of a prompt is paid for: it is asked twice only where it must answer twice the same, and has no statements to cover.
  const isPrompt = request.language === 'prompt';
  const forwards = forth.loaded ? forth.calls.filter(finished) : [];
  const [back, again, covered] = await Promise.all([
    isPrompt && !spec.deterministic ? null : run([...finishing].reverse(), 'plain'),
    seeded ? run(finishing, 'plain', seed + 1) : null,
    isPrompt
      ? null
      : run([...finishing, ...malformed.filter((_, index) => finished(strange.calls[index]!))], 'coverage'),
  ]);
  const backwards = back === null ? forwards : [...back.calls].reverse();
  const repeated =
    back === null ? null : determinism(finishing, forwards, backwards, again?.calls ?? forwards);
  const visible = [
    ...(await judgeCalls(suite, cases, forth.calls, sandbox)),
    ...(repeated !== null && (spec.deterministic || finishing.length === 0) ? [repeated.check] : []),
  ];
  const heldOut = request.heldOut ? await judgeCalls(suite, hidden, unseen.calls, sandbox) : null;
  const robustness = malformed.map((one, index) => {
    const result = judgeRobustness(suite, one, strange.calls[index]!);
    // Code that does not load refuses nothing: its error is not an answer to this input.
    return strange.loaded ? result : { ...result, message: outcomeText(strange.calls[index]!) };
  });

  const frozen = forth.calls.filter((_, index) => cases[index]!.frozen);
  const counted = frozen.every((call) => call.fuel !== null && finished(call));
  const dearest = [...forth.calls, ...unseen.calls].flatMap(({ fuel }) => (fuel === null ? [] : [fuel]));
  const dearestCall = dearest.length === 0 ? null : dearest.reduce((most, fuel) => Math.max(most, fuel), 0);
  const holds = [...visible, ...(heldOut ?? [])].every(({ message }) => message === null);
  const beside = { spec, suite, sandbox, language: request.language, limits };
  const parent = request.parent?.source;
  const deep = request.deep === true && holds;
  const [strength, differential, wall] = await Promise.all([
    deep ? suiteStrength({ ...beside, accepted: request.source, dearest: dearestCall }) : null,
    deep && parent !== undefined ? differentialRun({ ...beside, parent, child: request.source }) : null,
    deep && parent !== undefined
      ? wallTime({
          ...beside,
          parent,
          child: request.source,
          entry: spec.entry,
          spread: spec.spread,
          ...bundled(spec),
          inputs: cases.flatMap(({ frozen, input }) => (frozen ? [JSON.stringify(input)] : [])),
          seed,
        })
      : null,
  ]);
  const spent = frozen.map(({ fuel }) => fuel ?? 0);
  const measured = {
    visible,
    heldOut,
    robustness,
    coverage: covered?.coverage ?? null,
    fuel: counted ? spent.reduce((sum, fuel) => sum + fuel, 0) : null,
    dearestFuel: counted ? spent.reduce((most, fuel) => Math.max(most, fuel), 0) : null,
    frozen: frozen.length,
    parentFuel: request.parent?.fuel ?? null,
    latencyUs: Math.round(
      median(backwards.filter((_, index) => finishing[index]!.frozen).map(({ wallUs }) => wallUs)),
    ),
    resources: resourcesOf(backwards),
    reaches: reachesOf(request.source, request.language),
    deterministic: repeated?.deterministic ?? null,
    strength,
    differential,
    wall,
  };
  const withCalls = (results: readonly CaseResult[], calls: readonly CallOutcome[]) =>
    results.slice(0, calls.length).map((result, index) => ({
      ...result,
      output: outcomeText(calls[index]!),
      fuel: calls[index]!.fuel,
    }));
  return {
    summary: summaryOf(spec, suite, measured, seed, await sandbox.walls(request.language)),
    raw: {
      cases: withCalls(visible, forth.calls),
      heldOut: withCalls(heldOut ?? [], unseen.calls),
      robustness,
      coverage: measured.coverage,
      dearestCall,
    },
    calls: made,
    modelsMicro,
  };
}
