import { AsyncLocalStorage } from 'node:async_hooks';
import type { CapabilitySpec } from '../events/capability.ts';
import type { ActorRef } from '../events/commit.ts';
import { sha256 } from '../events/hash.ts';
import type { Run, Value } from '../events/run.ts';
import { implementedBy } from '../machines/capability/machine.ts';
import type { CallOutcome, Quarantine, ServedOutcome, Served } from './ports.ts';
import { QuotaBook } from './quota.ts';
import type { Exceeded } from './quota.ts';
import { judgeProgram, judgement } from './proving/judge.ts';
import type { Quota } from '../events/objectives.ts';
import { limitsOf } from './proving/limits.ts';
import { schemaCheck } from './proving/schema.ts';
import type { SchemaCheck } from './proving/schema.ts';
import { packagesOf } from './effects/packages.ts';
import { scopeOf } from './proving/scope.ts';
import type { Recorded, RecordMode, Recorder, StepRun } from './recorder.ts';
import { blobText, capabilityState, lifecycleOf, specOf } from './workshop.ts';
import type { Workshop } from './workshop.ts';

/** Values up to this size stand inline in run batches; larger ones are blobs (DESIGN 4). */
const INLINE_MAX = 4096;

export type RunRequest = {
  readonly capability: string;
  /** JSON text. */
  readonly input: string;
  readonly correlation: string;
};

export type Answer =
  | ({ readonly status: 'ok'; readonly output: string } & Recorded)
  | ({ readonly status: 'failed'; readonly outcome: string; readonly error: string } & Recorded)
  /** Nothing ran: the capability is unknown, serves nothing, or the input breaks its schema. */
  | { readonly status: 'refused'; readonly reason: string };

const NO_QUOTA: Quota = { cpu_ms_per_minute: null, runs_per_minute: null };

type Route = {
  readonly served: string;
  readonly kind: Run['kind'];
  readonly spec: CapabilitySpec;
  readonly handle: Served;
  readonly checkInput: SchemaCheck;
  readonly fuelEvery: number;
  /** When the capability actor was last asked who is served, ms. */
  readonly checked: { at: number };
};

/** Another process may have promoted: a cached route is at most this old (DESIGN 9). */
const ROUTE_MS = 5000;

function inline(json: string, hash: string): Value | null {
  return json.length <= INLINE_MAX ? { hash, json } : null;
}

function inQuarantine(
  capability: string,
  { kind, served }: Pick<Route, 'kind' | 'served'>,
  { cause, detail }: Quarantine,
): string {
  return `${kind}/${served}, which serves "${capability}", is quarantined: a call ended its process (${cause}: ${detail}); \`dse rollback ${capability}\` lets its predecessor serve`;
}

/** Serves what is stored: route, run, judge, record (DESIGN 8). One per process. */
export class Server {
  readonly #workshop: Workshop;
  readonly #recorder: Recorder;
  readonly #steps = new AsyncLocalStorage<StepRun[]>();
  readonly #routes = new Map<string, Promise<Route | string>>();
  readonly #quotas: QuotaBook;

  /** `quota` bounds all capabilities of this process together. */
  constructor(workshop: Workshop, recorder: Recorder, quota: Quota = NO_QUOTA) {
    this.#workshop = workshop;
    this.#recorder = recorder;
    this.#quotas = new QuotaBook(() => workshop.host.now(), quota);
    // A promotion of this process changes the route at once, one of another process within ROUTE_MS.
    workshop.host.onCommit((commit) => {
      if (
        commit.actor.kind === 'capability' &&
        commit.events.some(({ type }) => type === 'capability.promoted')
      ) {
        this.#drop(commit.actor.id);
      }
    });
  }

  /** Runs what is served for a capability and records the run. */
  async run(request: RunRequest, mode: RecordMode = 'buffered'): Promise<Answer> {
    const answer = await this.execute(request);
    if (answer.status !== 'refused') await this.#recorder.record(request.capability, answer, mode);
    return answer;
  }

  /** The same without recording: for callers that record whole batches. */
  async execute(request: RunRequest): Promise<Answer> {
    const route = await this.#route(request.capability);
    if (typeof route === 'string') return { status: 'refused', reason: route };
    let value;
    try {
      value = JSON.parse(request.input);
    } catch (error) {
      return { status: 'refused', reason: `the input is not JSON: ${String(error)}` };
    }
    const [problem] = route.checkInput(value);
    if (problem !== undefined)
      return {
        status: 'refused',
        reason: `the input breaks the schema of ${request.capability}: ${problem}`,
      };
    const over = this.#quotas.exceeded(request.capability, route.spec.quota);
    if (over !== null) return this.#refuseOver(request.capability, over);
    this.#quotas.begun(request.capability);
    const hash = sha256(request.input);
    const counted = Number.parseInt(hash.slice(0, 8), 16) % route.fuelEvery === 0;
    const started = performance.now();
    const steps: StepRun[] = [];
    const outcome = await this.#steps.run(steps, () => route.handle.call(request.input, { fuel: counted }));
    const latencyUs = Math.round((performance.now() - started) * 1000);
    this.#quotas.spent(request.capability, outcome.cpuUs ?? 0);
    const { quarantine } = route.handle;
    if (quarantine !== null) {
      await this.#quarantined(request, route, quarantine, hash);
      if (outcome.ran === false)
        return { status: 'refused', reason: inQuarantine(request.capability, route, quarantine) };
    }
    return this.#answer(request, route, outcome, { hash, latencyUs, steps });
  }

  /** Runs a step of a workflow on what is served; its run is recorded with the workflow's, unless that is only being proved. */
  async step(capability: string, input: string): Promise<CallOutcome> {
    const steps = this.#steps.getStore();
    const answer = await this.execute({ capability, input, correlation: 'step' });
    if (answer.status === 'refused')
      return { status: 'error', error: { name: 'Refused', message: answer.reason }, fuel: null, wallUs: 0 };
    const { run } = answer;
    steps?.push({ capability, run });
    const cost = { fuel: run.fuel, wallUs: run.latency_us };
    if (answer.status === 'ok') return { status: 'ok', output: answer.output, ...cost };
    return { status: 'error', error: { name: answer.outcome, message: answer.error }, ...cost };
  }

  /** Nothing runs; the first refusal of a minute is a fact of the capability. */
  async #refuseOver(capability: string, over: Exceeded): Promise<Answer> {
    const { minute, untilMs, ...data } = over;
    const { quota, scope, most, used } = data;
    await this.#workshop.host.send(
      { kind: 'capability', id: capability },
      { type: 'noteQuota', ...data },
      {
        id: `quota-${scope}-${quota}-${minute}`,
        correlation: `quota-${capability}`,
        causation: `quota-${minute}`,
      },
    );
    const what = quota === 'runs' ? 'runs' : 'ms of CPU time';
    const whose = scope === 'process' ? 'this process' : capability;
    const reason = `${whose} used ${used} of ${most} ${what} a minute: wait until ${new Date(untilMs).toISOString()}, or raise its quota`;
    return { status: 'refused', reason };
  }

  async #answer(
    request: RunRequest,
    route: Route,
    outcome: ServedOutcome,
    { hash, latencyUs, steps }: { hash: string; latencyUs: number; steps: readonly StepRun[] },
  ): Promise<Answer> {
    const judged = judgement(route.spec, outcome);
    const failure =
      outcome.status === 'ok'
        ? null
        : outcome.status === 'error'
          ? `${outcome.error.name}: ${outcome.error.message}`
          : outcome.detail;
    const output = outcome.status === 'ok' ? outcome.output : null;
    const outputHash = output === null ? '' : sha256(output);
    const run: Omit<Run, 'id'> = {
      kind: route.kind,
      ran: route.served,
      input: inline(request.input, hash) ?? (await this.#kept(request.input, hash)),
      output: output === null ? null : (inline(output, outputHash) ?? (await this.#kept(output, outputHash))),
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
      cost_micro: Math.round((outcome.wallUs / 1e6) * this.#workshop.cpuSecondMicro),
      cache: 'none',
      at: new Date(this.#workshop.host.now()).toISOString(),
      parent: null,
      correlation: request.correlation,
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
    if ((await this.#routes.get(request.capability)) === route) this.#drop(request.capability);
  }

  async #kept(json: string, hash: string): Promise<Value> {
    await this.#workshop.host.substrate.blobs.put(json, 'value');
    return { hash, blob: true };
  }

  async #route(capability: string): Promise<Route | string> {
    let route = this.#routes.get(capability);
    const known = route ? await route : null;
    if (known !== null && typeof known !== 'string' && this.#now() - known.checked.at > ROUTE_MS) {
      known.checked.at = this.#now();
      const { context } = await capabilityState(this.#workshop.host, capability);
      if (context.served !== known.served) {
        this.#drop(capability);
        route = undefined;
      }
    }
    if (!route) {
      route = this.#open(capability);
      this.#routes.set(capability, route);
      route.then(
        (opened) => typeof opened === 'string' && this.#routes.delete(capability),
        () => this.#routes.delete(capability),
      );
    }
    return route;
  }

  async #open(capability: string): Promise<Route | string> {
    const { state, context } = await capabilityState(this.#workshop.host, capability);
    if (!context.declared)
      return `capability "${capability}" is unknown: declare it with \`dse task submit FILE\``;
    if (!context.served)
      return `capability "${capability}" (${state}) serves nothing yet: submit a task for it`;
    const kind = implementedBy(context.declared.kind);
    const spec = await specOf(this.#workshop, context.declared.spec);
    const { context: life } = await lifecycleOf(this.#workshop, { kind, id: context.served });
    const artifact = life.artifact!;
    if (life.quarantined !== null)
      return inQuarantine(capability, { kind, served: context.served }, life.quarantined);
    const source = await blobText(this.#workshop, artifact.source, 'the source');
    const { language, entry, spread } = artifact;
    const scope = scopeOf(spec);
    const packages = await packagesOf(this.#workshop, artifact);
    const program = { language, source, entry, spread, ...packages, ...(scope === null ? {} : { scope }) };
    const judge = judgeProgram(spec);
    const handle = await this.#workshop.sandbox.serve(program, limitsOf(spec), judge ?? undefined);
    return {
      served: context.served,
      kind,
      spec,
      handle,
      checkInput: schemaCheck(spec.input),
      fuelEvery: context.declared.observe.fuel_every,
      checked: { at: this.#now() },
    };
  }

  #now(): number {
    return this.#workshop.host.now();
  }

  #drop(capability: string): void {
    const route = this.#routes.get(capability);
    this.#routes.delete(capability);
    route
      ?.then(async (opened) => {
        if (typeof opened !== 'string') await opened.handle.close();
      })
      .catch(() => {});
  }

  async close(): Promise<void> {
    for (const capability of this.#routes.keys()) this.#drop(capability);
    await this.#recorder.flush();
  }
}
