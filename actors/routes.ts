import type { CapabilitySpec } from '../events/capability.ts';
import { sha256 } from '../events/hash.ts';
import type { Split } from '../events/rollout.ts';
import type { Run } from '../events/run.ts';
import type { CapabilityContext } from '../machines/capability/machine.ts';
import { WorkflowSpec } from '../events/workflow.ts';
import { implementedBy } from '../machines/capability/implementedBy.ts';
import { packagesOf } from './effects/packages.ts';
import { notRun } from './notRun.ts';
import type { NotRun } from './notRun.ts';
import type { Quarantine, Served } from './ports.ts';
import { contractOf } from './prompting/contract.ts';
import { judgeProgram } from './proving/judge.ts';
import { limitsOf } from './proving/limits.ts';
import { schemaCheck } from './proving/schema.ts';
import type { SchemaCheck } from './proving/schema.ts';
import { scopeOf } from './proving/scope.ts';
import { blobText, capabilityState, lifecycleOf, specOf } from './workshop.ts';
import type { Workshop } from './workshop.ts';

/** What serves a capability, loaded in the sandbox. */
export type Route = {
  readonly served: string;
  readonly kind: Run['kind'];
  readonly spec: CapabilitySpec;
  readonly handle: Served;
  readonly checkInput: SchemaCheck;
  readonly fuelEvery: number;
  /** Whether an answer may be given again. An order from outside may ask for it where a capability file may not. */
  readonly reuses: boolean;
  /** The first tool of its ladder, which is asked beside it; null: there is none, or it is not stored. */
  readonly shadow: string | null;
  /** Who else answers while a rollout goes on; null: nobody does, or this is the way to an implementation that was named. */
  readonly traffic: { split: Split | null };
  /** Capabilities that the steps of a workflow run; none of anything else. */
  readonly calls: readonly string[];
  /** When the capability actor was last asked who is served, ms. */
  readonly checked: { at: number };
};

/** Another process may have promoted: a cached route is at most this old (DESIGN 9). */
const ROUTE_MS = 5000;

/** The refusal to call what is quarantined, and the way out. */
export function inQuarantine(
  capability: string,
  { kind, served }: Pick<Route, 'kind' | 'served'>,
  { cause, detail }: Quarantine,
): NotRun {
  return notRun(
    'quarantined',
    `${kind}/${served}, which serves "${capability}", is quarantined: a call ended its process (${cause}: ${detail}); \`dse rollback ${capability}\` lets its predecessor serve`,
  );
}

const CHANGES_ROUTE: readonly string[] = ['capability.promoted', 'tool.joined'];

function shadowOf({ ladder }: CapabilityContext): string | null {
  const first = ladder?.tools[0];
  return first?.stored ? first.artifact : null;
}

/** States in which an implementation may be called: it was stored, and nobody took it away. */
export const CALLABLE: readonly string[] = ['stored', 'drifting', 'evolving', 'variant'];

export function isRoute(way: Route | NotRun): way is Route {
  return 'handle' in way;
}

/** The ways from capabilities to what implements them, kept while they are current. One per process. */
export class Routes {
  readonly #workshop: Workshop;
  /** By capability and artifact; without an artifact it is what is served. */
  readonly #ways = new Map<string, Promise<Route | NotRun>>();
  readonly #using = new Set<Promise<unknown>>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    // A promotion of this process changes the route at once, one of another process within ROUTE_MS.
    workshop.host.onCommit(({ actor, events }) => {
      if (actor.kind !== 'capability') return;
      for (const { type, data } of events) {
        if (CHANGES_ROUTE.includes(type)) this.#drop(actor.id);
        if (type === 'traffic.split') void this.#share(actor.id, data['split'] as Split);
        if (type === 'traffic.joined') void this.#share(actor.id, null);
      }
    });
  }

  /** The way to what is served, or to a stored artifact of the capability that is named. */
  async to(capability: string, artifact: string | null = null): Promise<Route | NotRun> {
    if (artifact !== null) {
      const served = await this.to(capability);
      if (isRoute(served) && served.served === artifact) return served;
    }
    const key = keyOf(capability, artifact);
    const known = await this.#ways.get(key);
    if (known && isRoute(known) && this.#now() - known.checked.at > ROUTE_MS) {
      known.checked.at = this.#now();
      if (!(await this.#isCurrent(capability, artifact, known))) this.#drop(key);
    }
    let way = this.#ways.get(key);
    if (!way) {
      way = this.#open(capability, artifact);
      this.#ways.set(key, way);
      way.then(
        (opened) => isRoute(opened) || this.#ways.delete(key),
        () => this.#ways.delete(key),
      );
    }
    return way;
  }

  async #isCurrent(
    capability: string,
    artifact: string | null,
    { kind, served, shadow }: Route,
  ): Promise<boolean> {
    if (artifact === null) {
      const { context } = await capabilityState(this.#workshop.host, capability);
      await this.#share(capability, context.split ?? null);
      return context.served === served && shadowOf(context) === shadow;
    }
    return CALLABLE.includes((await lifecycleOf(this.#workshop, { kind, id: artifact })).state);
  }

  async #open(capability: string, artifact: string | null): Promise<Route | NotRun> {
    const { state, context } = await capabilityState(this.#workshop.host, capability);
    if (!context.declared)
      return notRun(
        'unknown',
        `capability "${capability}" is unknown: declare it with \`dse task submit FILE\``,
      );
    const served = artifact ?? context.served;
    if (!served)
      return notRun(
        'nothing_served',
        `capability "${capability}" (${state}) serves nothing yet: submit a task for it`,
      );
    const kind = implementedBy(context.declared.kind);
    const spec = await specOf(this.#workshop, context.declared.spec);
    const { context: life } = await lifecycleOf(this.#workshop, { kind, id: served });
    const code = life.artifact!;
    if (life.quarantined !== null) return inQuarantine(capability, { kind, served }, life.quarantined);
    const source = await blobText(this.#workshop, code.source, 'the source');
    const { language, entry, spread } = code;
    const scope = scopeOf(spec);
    const packages = await packagesOf(this.#workshop, code);
    const program = {
      language,
      source,
      entry,
      spread,
      ...packages,
      ...contractOf(spec),
      ...(scope === null ? {} : { scope }),
    };
    const judge = judgeProgram(spec);
    const handle = await this.#workshop.sandbox.serve(program, limitsOf(spec), judge ?? undefined);
    return {
      served,
      kind,
      spec,
      handle,
      checkInput: schemaCheck(spec.input),
      fuelEvery: context.declared.observe.fuel_every,
      reuses: spec.cache.results === 'exact' && spec.deterministic,
      shadow: shadowOf(context),
      traffic: { split: artifact === null ? (context.split ?? null) : null },
      calls: kind === 'workflow' ? callsOf(source) : [],
      checked: { at: this.#now() },
    };
  }

  /**
   * What answers by this way: what is served, and of a workflow also what its steps run on, for its answers are theirs. Null where a part
   * is not served, is being rolled out, or a workflow comes to itself again: no answer of before stands for that.
   */
  async implementation({ served, calls }: Route, above: readonly string[] = []): Promise<string | null> {
    if (calls.length === 0) return served;
    if (above.includes(served)) return null;
    const parts = [served];
    for (const capability of calls) {
      const way = await this.to(capability);
      const part =
        isRoute(way) && way.traffic.split === null
          ? await this.implementation(way, [...above, served])
          : null;
      if (part === null) return null;
      parts.push(part);
    }
    return sha256(parts.join(' '));
  }

  #now(): number {
    return this.#workshop.host.now();
  }

  /** Does what uses ways: one that is forgotten meanwhile stays open until this has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const using = work();
    this.#using.add(using);
    try {
      return await using;
    } finally {
      this.#using.delete(using);
    }
  }

  /** Forgets a way: the next request finds it anew. It is closed when nobody uses it any more. */
  #drop(key: string): void {
    const way = this.#ways.get(key);
    if (!way) return;
    this.#ways.delete(key);
    Promise.allSettled([way, ...this.#using])
      .then(async ([opened]) => {
        if (opened.status === 'fulfilled' && isRoute(opened.value)) await opened.value.handle.close();
      })
      .catch(() => {});
  }

  /** Who answers from now on. What was loaded for a rollout that ended is let go. */
  async #share(capability: string, split: Split | null): Promise<void> {
    const way = await this.#ways.get(capability)?.catch(() => null);
    if (!way || !isRoute(way)) return;
    if (split === null && way.traffic.split !== null)
      for (const artifact of [
        ...way.traffic.split.shadow,
        ...way.traffic.split.arms.map((arm) => arm.artifact),
      ])
        this.#drop(keyOf(capability, artifact));
    way.traffic.split = split;
  }

  /** Forgets this way, unless another one was found meanwhile. */
  async dropIf(capability: string, route: Route): Promise<void> {
    for (const key of [keyOf(capability, null), keyOf(capability, route.served)])
      if ((await this.#ways.get(key)) === route) this.#drop(key);
  }

  close(): void {
    for (const key of this.#ways.keys()) this.#drop(key);
  }
}

function callsOf(workflow: string): readonly string[] {
  return [...new Set(WorkflowSpec.parse(JSON.parse(workflow)).steps.map(({ capability }) => capability))];
}

/** Ids have no space in them. */
function keyOf(capability: string, artifact: string | null): string {
  return artifact === null ? capability : `${capability} ${artifact}`;
}
