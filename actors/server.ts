import { AsyncLocalStorage } from 'node:async_hooks';
import { Id } from '../events/commit.ts';
import type { ActorRef } from '../events/commit.ts';
import { sha256 } from '../events/hash.ts';
import type { Run } from '../events/run.ts';
import type { CallOutcome, Quarantine, ServedOutcome } from './ports.ts';
import { QuotaBook } from './quota.ts';
import { ResultCache } from './resultCache.ts';
import { reused } from './reused.ts';
import type { Exceeded } from './quota.ts';
import { judgement } from './proving/judge.ts';
import type { Quota } from '../events/objectives.ts';
import { isLimited } from '../machines/rules/feasible.ts';
import type { RunLimits } from '../machines/rules/feasible.ts';
import { notRun } from './notRun.ts';
import type { NotRun } from './notRun.ts';
import { inQuarantine, isRoute, Routes } from './routes.ts';
import type { Route } from './routes.ts';
import { valueOf } from './value.ts';
import { missedText, Variants } from './variants.ts';
import type { Recorded, RecordMode, Recorder, StepRun } from './recorder.ts';
import { askedBy, costOf } from './runCost.ts';
import { shadowCall, shadowOf } from './shadow.ts';
import type { Workshop } from './workshop.ts';

export type RunRequest = {
  readonly capability: string;
  /** JSON text. */
  readonly input: string;
  readonly correlation: string;
  /** What the implementation must be known to meet; absent: what is served answers. */
  readonly limits?: RunLimits;
};

export type Answer =
  | ({ readonly status: 'ok'; readonly output: string } & Recorded)
  | ({ readonly status: 'failed'; readonly outcome: string; readonly error: string } & Recorded)
  | NotRun;

/** Runs inside a workflow's run, and how many workflows are around them. */
type Nested = { readonly steps: StepRun[]; readonly depth: number };
/** A call that ended; `shadow`: of the first tool of the ladder, where it was asked beside. */
type Called = { readonly hash: string; readonly latencyUs: number } & {
  readonly steps: readonly StepRun[];
  readonly shadow: ServedOutcome | null;
};
/** Workflows inside workflows. */
const DEPTH_MAX = 16;

const NO_QUOTA: Quota = { cpu_ms_per_minute: null, runs_per_minute: null };

/** Why an input is not run; null: it may be. */
function inputProblem({ capability, input }: RunRequest, route: Route): NotRun | null {
  let value;
  try {
    value = JSON.parse(input);
  } catch (error) {
    return notRun('input', `the input is not JSON: ${String(error)}`);
  }
  const [problem] = route.checkInput(value);
  return problem === undefined
    ? null
    : notRun('input', `the input breaks the schema of ${capability}: ${problem}`);
}

/** Serves what is stored: route, run, judge, record (DESIGN 8). One per process. */
export class Server {
  readonly #workshop: Workshop;
  readonly #recorder: Recorder;
  readonly #nested = new AsyncLocalStorage<Nested>();
  readonly #routes: Routes;
  readonly #variants: Variants;
  readonly #quotas: QuotaBook;
  readonly #results = new ResultCache();

  /** `quota` bounds all capabilities of this process together. */
  constructor(workshop: Workshop, recorder: Recorder, quota: Quota = NO_QUOTA) {
    this.#workshop = workshop;
    this.#recorder = recorder;
    this.#routes = new Routes(workshop);
    this.#variants = new Variants(workshop.host, workshop.readModel);
    this.#quotas = new QuotaBook(() => workshop.host.now(), quota);
  }

  /** Runs what is served for a capability and records the run. */
  async run(request: RunRequest, mode: RecordMode = 'buffered'): Promise<Answer> {
    const answer = await this.execute(request);
    if (answer.status !== 'refused') await this.#recorder.record(request.capability, answer, mode);
    return answer;
  }

  /** The same without recording: for callers that record whole batches. */
  async execute(request: RunRequest): Promise<Answer> {
    const route = await this.#route(request);
    if (!isRoute(route)) return route;
    const hash = sha256(request.input);
    const started = performance.now();
    const ran = route.reuses ? await this.#routes.implementation(route) : null;
    const place = ran === null ? null : { capability: request.capability, ran, input: hash };
    const kept = place && this.#results.get(place);
    // What is kept was accepted as an input before.
    const problem = kept === null ? inputProblem(request, route) : null;
    if (problem !== null) return problem;
    const over = this.#quotas.exceeded(request.capability, route.spec.quota);
    if (over !== null) return this.#refuseOver(request.capability, over);
    this.#quotas.begun(request.capability);
    if (place === null) return this.#call(request, route, hash, started);
    // Who asks what is just being answered waits for that answer.
    const coming = this.#results.coming(place);
    const again = kept ?? (coming === null ? null : await coming);
    if (again !== null) return reused(again, request.correlation, this.#workshop.host.now(), started);
    const answering = this.#call(request, route, hash, started);
    return this.#results.keep(place, answering, route.spec.cache.entries);
  }

  async #call(request: RunRequest, route: Route, hash: string, started: number): Promise<Answer> {
    const counted = Number.parseInt(hash.slice(0, 8), 16) % route.fuelEvery === 0;
    const steps: StepRun[] = [];
    const depth = (this.#nested.getStore()?.depth ?? 0) + 1;
    const answered = async () => {
      const outcome = await this.#nested.run({ steps, depth }, () =>
        route.handle.call(request.input, { fuel: counted }),
      );
      return { outcome, latencyUs: Math.round((performance.now() - started) * 1000) };
    };
    const [{ outcome, latencyUs }, shadow] = await Promise.all([
      answered(),
      shadowCall(this.#routes, request, route),
    ]);
    this.#quotas.spent(request.capability, (outcome.cpuUs ?? 0) + (shadow?.cpuUs ?? 0));
    const { quarantine } = route.handle;
    if (quarantine !== null) {
      await this.#quarantined(request, route, quarantine, hash);
      if (outcome.ran === false) return inQuarantine(request.capability, route, quarantine);
    }
    return this.#answer(request, route, outcome, { hash, latencyUs, steps, shadow });
  }

  /** What answers: what is served, or under limits the stored implementation that is known to meet them (SPEC C40). */
  async #route({ capability, limits }: RunRequest): Promise<Route | NotRun> {
    // A name from outside must not become a place in the log.
    if (!Id.safeParse(capability).success)
      return notRun(
        'unknown',
        `"${capability}" is no name of a capability: it matches [a-z0-9][a-z0-9_-]{0,63}`,
      );
    if (limits === undefined || !isLimited(limits)) return this.#routes.to(capability);
    const choice = await this.#variants.choose(capability, limits);
    if (choice.status === 'chosen') return this.#routes.to(capability, choice.artifact);
    if (choice.missed.length === 0) return this.#routes.to(capability);
    return notRun('limits', missedText(capability, choice.missed));
  }

  /** Runs a step of a workflow on what is served; its run is recorded with the workflow's, unless that is only being proved. */
  async step(capability: string, input: string): Promise<CallOutcome> {
    const nested = this.#nested.getStore();
    if (nested !== undefined && nested.depth >= DEPTH_MAX)
      return {
        status: 'error',
        error: {
          name: 'Refused',
          message: `steps of workflows nest deeper than ${DEPTH_MAX}, the last one asks for "${capability}": a workflow that calls itself never ends`,
        },
        fuel: null,
        wallUs: 0,
      };
    const answer = await this.execute({ capability, input, correlation: 'step' });
    if (answer.status === 'refused')
      return { status: 'error', error: { name: 'Refused', message: answer.reason }, fuel: null, wallUs: 0 };
    const { run } = answer;
    nested?.steps.push({ capability, run });
    const cost = { fuel: run.fuel, wallUs: run.latency_us };
    if (answer.status === 'ok') return { status: 'ok', output: answer.output, ...cost };
    return { status: 'error', error: { name: answer.outcome, message: answer.error }, ...cost };
  }

  /** Nothing runs; the first refusal of a minute is a fact of the capability. */
  async #refuseOver(capability: string, over: Exceeded): Promise<Answer> {
    const { minute, untilMs, ...data } = over;
    const { quota, scope, most, used } = data;
    if (!this.#quotas.isTold(capability, over)) {
      await this.#workshop.host.send(
        { kind: 'capability', id: capability },
        { type: 'noteQuota', ...data },
        {
          id: `quota-${scope}-${quota}-${minute}`,
          correlation: `quota-${capability}`,
          causation: `quota-${minute}`,
        },
      );
      this.#quotas.told(capability, over);
    }
    const what = quota === 'runs' ? 'runs' : 'ms of CPU time';
    const whose = scope === 'process' ? 'this process' : capability;
    const reason = `${whose} used ${used} of ${most} ${what} a minute: wait until ${new Date(untilMs).toISOString()}, or raise its quota`;
    return notRun('quota', reason, untilMs);
  }

  async #answer(
    request: RunRequest,
    route: Route,
    outcome: ServedOutcome,
    { hash, latencyUs, steps, shadow }: Called,
  ): Promise<Answer> {
    const judged = judgement(route.spec, outcome);
    const failure =
      outcome.status === 'ok'
        ? null
        : outcome.status === 'error'
          ? `${outcome.error.name}: ${outcome.error.message}`
          : outcome.detail;
    const output = outcome.status === 'ok' ? outcome.output : null;
    const run: Omit<Run, 'id'> = {
      kind: route.kind,
      ran: route.served,
      input: await valueOf(this.#workshop, request.input, hash),
      output: output === null ? null : await valueOf(this.#workshop, output, sha256(output)),
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
      cost_micro: costOf(outcome, shadow, this.#workshop.cpuSecondMicro),
      cache: route.reuses ? 'miss' : 'none',
      ...shadowOf(route, outcome, shadow),
      at: new Date(this.#workshop.host.now()).toISOString(),
      parent: null,
      correlation: request.correlation,
      ...askedBy(outcome),
    };
    if (outcome.status === 'ok') return { status: 'ok', output: outcome.output, run, steps };
    return { status: 'failed', outcome: outcome.status, error: failure ?? '', run, steps };
  }

  /** Writes down that what is served is not called any more, once; the next request is refused from what the log says. */
  async #quarantined(request: RunRequest, route: Route, why: Quarantine, input: string): Promise<void> {
    const { kind, served } = route;
    await this.#workshop.host.send(
      { kind, id: served } as ActorRef & { kind: 'artifact' },
      { type: 'quarantine', cause: why.cause, detail: why.detail.slice(0, 500), input },
      {
        id: `quarantine-${kind}-${served}`,
        correlation: request.correlation,
        causation: request.correlation,
      },
    );
    await this.#routes.dropIf(request.capability, route);
  }

  async close(): Promise<void> {
    this.#routes.close();
    await this.#recorder.flush();
  }
}
