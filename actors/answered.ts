import { sha256 } from '../events/hash.ts';
import type { Run } from '../events/run.ts';
import type { Chosen } from './arms.ts';
import { besideOf } from './beside.ts';
import type { BesideCall } from './beside.ts';
import type { ServedOutcome } from './ports.ts';
import { judgement } from './proving/judge.ts';
import type { Recorded, StepRun } from './recorder.ts';
import { askedBy, costOf } from './runCost.ts';
import { shadowOf } from './shadow.ts';
import { valueOf } from './value.ts';
import type { Workshop } from './workshop.ts';

/** The answer to a request that was run, with its run. */
export type Answered =
  | ({ readonly status: 'ok'; readonly output: string } & Recorded)
  | ({ readonly status: 'failed'; readonly outcome: string; readonly error: string } & Recorded);

/** A call that ended; `shadow`: of the first tool of the ladder, where it was asked beside. */
type Called = {
  readonly chosen: Chosen;
  /** sha256 of the input. */
  readonly hash: string;
  readonly latencyUs: number;
  readonly steps: readonly (StepRun | Promise<StepRun>)[];
  readonly shadow: ServedOutcome | null;
  readonly beside: readonly Promise<BesideCall | null>[];
};

/** What a call came to, with the run that says so. What runs beside is waited for by `whole` alone. */
export async function answeredBy(
  workshop: Workshop,
  request: { readonly input: string; readonly correlation: string },
  outcome: ServedOutcome,
  called: Called,
): Promise<Answered> {
  const failure =
    outcome.status === 'ok'
      ? null
      : outcome.status === 'error'
        ? `${outcome.error.name}: ${outcome.error.message}`
        : outcome.detail;
  const run = await runOf(workshop, request, outcome, called, failure);
  const steps = called.steps.filter((step): step is StepRun => !(step instanceof Promise));
  const late = called.beside.length > 0 || steps.length < called.steps.length;
  const whole = late ? { whole: wholeRun(workshop, run, outcome, called) } : {};
  // Who records it hears of a failure, perhaps later than it happens.
  whole.whole?.catch(() => {});
  if (outcome.status === 'ok') return { status: 'ok', output: outcome.output, run, steps, ...whole };
  return { status: 'failed', outcome: outcome.status, error: failure ?? '', run, steps, ...whole };
}

async function runOf(
  workshop: Workshop,
  { input, correlation }: { readonly input: string; readonly correlation: string },
  outcome: ServedOutcome,
  { chosen: { route, assigned }, hash, latencyUs, shadow }: Called,
  failure: string | null,
): Promise<Omit<Run, 'id'>> {
  const judged = judgement(route.spec, outcome);
  const output = outcome.status === 'ok' ? outcome.output : null;
  return {
    kind: route.kind,
    ran: route.served,
    input: await valueOf(workshop, input, hash),
    output: output === null ? null : await valueOf(workshop, output, sha256(output)),
    outcome: outcome.status,
    error: failure === null ? null : failure.slice(0, 500),
    quality: judged.quality,
    failed: judged.failed.slice(0, 32),
    latency_us: latencyUs,
    fuel: outcome.fuel,
    wall_us: Math.round(outcome.wallUs),
    cpu_us: outcome.cpuUs ?? null,
    peak_bytes: outcome.peakBytes ?? null,
    output_bytes: output === null ? 0 : Buffer.byteLength(output),
    cost_micro: costOf([outcome, shadow], workshop.cpuSecondMicro),
    cache: route.reuses && assigned === undefined ? 'miss' : 'none',
    ...shadowOf(route, outcome, shadow),
    ...(assigned === undefined ? {} : { assigned }),
    at: new Date(workshop.host.now()).toISOString(),
    parent: null,
    correlation,
    ...askedBy(outcome),
  };
}

/** The run with what challengers made of its input, and with all its steps; their cost is its cost. */
async function wholeRun(
  workshop: Workshop,
  run: Omit<Run, 'id'>,
  outcome: ServedOutcome,
  { chosen, steps, shadow, beside }: Called,
): Promise<Recorded> {
  const calls = (await Promise.all(beside)).filter((call) => call !== null);
  const all = await Promise.all(steps.map(async (step) => step));
  if (calls.length === 0) return { run, steps: all };
  const called = [outcome, shadow, ...calls.map((call) => call.outcome)];
  return {
    run: {
      ...run,
      cost_micro: costOf(called, workshop.cpuSecondMicro),
      beside: calls.map((call) => besideOf(chosen.route.spec, outcome, call)),
    },
    steps: all,
  };
}
