import { AsyncLocalStorage } from 'node:async_hooks';
import { Id } from '../events/commit.ts';
import type { ActorRef } from '../events/commit.ts';
import { sha256 } from '../events/hash.ts';
import { answeredBy } from './answered.ts';
import type { Answered } from './answered.ts';
import { Arms } from './arms.ts';
import type { Chosen } from './arms.ts';
import { callBeside } from './beside.ts';
import type { BesideCall } from './beside.ts';
import type { CallOutcome, Quarantine } from './ports.ts';
import { Posteriors } from './posteriors.ts';
import { QuotaBook } from './quota.ts';
import { ResultCache } from './resultCache.ts';
import { reused } from './reused.ts';
import { refusedOver } from './refusedOver.ts';
import type { Quota } from '../events/objectives.ts';
import { isLimited } from '../machines/rules/feasible.ts';
import type { RunLimits } from '../machines/rules/feasible.ts';
import { notRun } from './notRun.ts';
import type { NotRun } from './notRun.ts';
import { inQuarantine, isRoute, Routes } from './routes.ts';
import type { Route } from './routes.ts';
import { missedText, Variants } from './variants.ts';
import type { RecordMode, Recorder, StepRun } from './recorder.ts';
import { shadowCall } from './shadow.ts';
import type { Workshop } from './workshop.ts';

export type RunRequest = {
  readonly capability: string;
  /** JSON text. */
  readonly input: string;
  readonly correlation: string;
  /** What the implementation must be known to meet; absent: what is served answers. */
  readonly limits?: RunLimits;
  /** What keeps its arm in a rollout: a customer, a session. Only its sha256 is recorded; absent: the input. */
  readonly unit?: string;
};

export type Answer = Answered | NotRun;

/** Runs inside a workflow's run, how many workflows are around them, and whose run it is. */
type Nested = {
  readonly steps: (StepRun | Promise<StepRun>)[];
  readonly depth: number;
  readonly unit: string | undefined;
};
/** Challengers that run beside at the same time in this process; under more load a run goes without. */
const BESIDE_MAX = 32;
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
  readonly #arms: Arms;
  readonly #results = new ResultCache();
  #beside = 0;

  /** `quota` bounds all capabilities of this process together. */
  constructor(workshop: Workshop, recorder: Recorder, quota: Quota = NO_QUOTA) {
    this.#workshop = workshop;
    this.#recorder = recorder;
    this.#routes = new Routes(workshop);
    this.#arms = new Arms(this.#routes, new Posteriors(workshop.host));
    this.#variants = new Variants(workshop.host, workshop.readModel);
    this.#quotas = new QuotaBook(() => workshop.host.now(), quota);
  }

  /** Runs what is served for a capability and records the run. Nobody waits for what runs beside, unless the run is `durable`. */
  async run(request: RunRequest, mode: RecordMode = 'buffered'): Promise<Answer> {
    const answer = await this.#ask(request);
    if (answer.status !== 'refused') await this.#recorder.record(request.capability, answer, mode);
    return answer;
  }

  /** The same without recording: for callers that record whole batches. */
  async execute(request: RunRequest): Promise<Answer> {
    const answer = await this.#ask(request);
    if (answer.status === 'refused' || answer.whole === undefined) return answer;
    const { whole, ...told } = answer;
    return { ...told, ...(await whole) };
  }

  #ask(request: RunRequest): Promise<Answer> {
    return this.#routes.during(async () => {
      const started = performance.now();
      const hash = sha256(request.input);
      const chosen = await this.#choose(request, hash);
      if ('status' in chosen) return chosen;
      const answer = await this.#serve(request, chosen, hash, started);
      const { instead } = chosen;
      if (instead === undefined || answer.status !== 'refused' || answer.cause !== 'quarantined')
        return answer;
      return this.#serve(request, instead, hash, started);
    });
  }

  async #serve(request: RunRequest, chosen: Chosen, hash: string, started: number): Promise<Answer> {
    const { route, assigned } = chosen;
    // Arms are compared by what they do: of inputs that the incumbent has answered before, only those of the challenger would run.
    const ran = route.reuses && assigned === undefined ? await this.#routes.implementation(route) : null;
    const place = ran === null ? null : { capability: request.capability, ran, input: hash };
    const kept = place && this.#results.get(place);
    // What is kept was accepted as an input before.
    const problem = kept === null ? inputProblem(request, route) : null;
    if (problem !== null) return problem;
    const over = this.#quotas.exceeded(request.capability, route.spec.quota);
    if (over !== null) return refusedOver(this.#workshop.host, this.#quotas, request.capability, over);
    this.#quotas.begun(request.capability);
    if (place === null) return this.#call(request, chosen, hash, started);
    // Who asks what is just being answered waits for that answer.
    const coming = this.#results.coming(place);
    const again = kept ?? (coming === null ? null : await coming);
    if (again !== null) return reused(again, request.correlation, this.#workshop.host.now(), started);
    const answering = this.#call(request, chosen, hash, started);
    return this.#results.keep(place, answering, route.spec.cache.entries);
  }

  async #call(request: RunRequest, chosen: Chosen, hash: string, started: number): Promise<Answer> {
    const { route } = chosen;
    const counted = Number.parseInt(hash.slice(0, 8), 16) % route.fuelEvery === 0;
    const nested = (): Nested => ({
      steps: [],
      depth: (this.#nested.getStore()?.depth ?? 0) + 1,
      unit: request.unit,
    });
    const own = nested();
    const answered = async () => {
      const outcome = await this.#nested.run(own, () => route.handle.call(request.input, { fuel: counted }));
      return { outcome, latencyUs: Math.round((performance.now() - started) * 1000) };
    };
    // What a challenger's steps did stands in no run.
    const beside = chosen.beside.map((artifact) =>
      this.#nested.run(nested(), () => this.#callBeside(request, artifact, counted)),
    );
    for (const one of beside) one.catch(() => {});
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
    const called = { chosen, hash, latencyUs, steps: own.steps, shadow, beside };
    return answeredBy(this.#workshop, request, outcome, called);
  }

  /** Null where too many run beside already. */
  async #callBeside(request: RunRequest, artifact: string, counted: boolean): Promise<BesideCall | null> {
    if (this.#beside >= BESIDE_MAX) return null;
    this.#beside += 1;
    const call = await this.#routes
      .during(() => callBeside(this.#routes, request, artifact, counted))
      .finally(() => (this.#beside -= 1));
    this.#quotas.spent(request.capability, call.outcome.cpuUs ?? 0);
    const { offender } = call;
    if (offender !== null)
      await this.#quarantined(request, offender, offender.handle.quarantine!, sha256(request.input));
    return call;
  }

  /** Who answers: what is served or an arm of its rollout, under limits the stored implementation that is known to meet them (SPEC C40). */
  async #choose({ capability, limits, unit }: RunRequest, hash: string): Promise<Chosen | NotRun> {
    // A name from outside must not become a place in the log.
    if (!Id.safeParse(capability).success)
      return notRun(
        'unknown',
        `"${capability}" is no name of a capability: it matches [a-z0-9][a-z0-9_-]{0,63}`,
      );
    if (limits !== undefined && isLimited(limits)) {
      const choice = await this.#variants.choose(capability, limits);
      if (choice.status === 'chosen') {
        const way = await this.#routes.to(capability, choice.artifact);
        return isRoute(way) ? { route: way, beside: [] } : way;
      }
      if (choice.missed.length > 0) return notRun('limits', missedText(capability, choice.missed));
    }
    const served = await this.#routes.to(capability);
    if (!isRoute(served)) return served;
    return this.#arms.choose(capability, served, unit === undefined ? hash : sha256(unit));
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
    const unit = nested?.unit;
    const request = { capability, input, correlation: 'step', ...(unit === undefined ? {} : { unit }) };
    const answer = await this.#ask(request);
    if (answer.status === 'refused')
      return { status: 'error', error: { name: 'Refused', message: answer.reason }, fuel: null, wallUs: 0 };
    const { run, whole } = answer;
    nested?.steps.push(whole?.then((one) => ({ capability, run: one.run })) ?? { capability, run });
    const cost = { fuel: run.fuel, wallUs: run.latency_us };
    if (answer.status === 'ok') return { status: 'ok', output: answer.output, ...cost };
    return { status: 'error', error: { name: answer.outcome, message: answer.error }, ...cost };
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
