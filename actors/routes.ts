import type { CapabilitySpec } from '../events/capability.ts';
import type { Run } from '../events/run.ts';
import { implementedBy } from '../machines/capability/machine.ts';
import { packagesOf } from './effects/packages.ts';
import type { Quarantine, Served } from './ports.ts';
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
  /** When the capability actor was last asked who is served, ms. */
  readonly checked: { at: number };
};

/** Another process may have promoted: a cached route is at most this old (DESIGN 9). */
const ROUTE_MS = 5000;

/** Why what serves a capability is not called any more, and the way out. */
export function inQuarantine(
  capability: string,
  { kind, served }: Pick<Route, 'kind' | 'served'>,
  { cause, detail }: Quarantine,
): string {
  return `${kind}/${served}, which serves "${capability}", is quarantined: a call ended its process (${cause}: ${detail}); \`dse rollback ${capability}\` lets its predecessor serve`;
}

/** The ways from capabilities to what is served for them, kept while they are current. One per process. */
export class Routes {
  readonly #workshop: Workshop;
  readonly #routes = new Map<string, Promise<Route | string>>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    // A promotion of this process changes the route at once, one of another process within ROUTE_MS.
    workshop.host.onCommit((commit) => {
      if (
        commit.actor.kind === 'capability' &&
        commit.events.some(({ type }) => type === 'capability.promoted')
      )
        this.drop(commit.actor.id);
    });
  }

  /** The way to what is served; a text says why nothing is. */
  async to(capability: string): Promise<Route | string> {
    let route = this.#routes.get(capability);
    const known = route ? await route : null;
    if (known !== null && typeof known !== 'string' && this.#now() - known.checked.at > ROUTE_MS) {
      known.checked.at = this.#now();
      const { context } = await capabilityState(this.#workshop.host, capability);
      if (context.served !== known.served) {
        this.drop(capability);
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

  /** Forgets the way: the next request finds it anew. */
  drop(capability: string): void {
    const route = this.#routes.get(capability);
    this.#routes.delete(capability);
    route
      ?.then(async (opened) => {
        if (typeof opened !== 'string') await opened.handle.close();
      })
      .catch(() => {});
  }

  /** Forgets this way, unless another one was found meanwhile. */
  async dropIf(capability: string, route: Route): Promise<void> {
    if ((await this.#routes.get(capability)) === route) this.drop(capability);
  }

  close(): void {
    for (const capability of this.#routes.keys()) this.drop(capability);
  }
}
