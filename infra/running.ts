import { randomUUID } from 'node:crypto';
import { SEARCHES } from '../actors/generators/searches.ts';
import type { Host } from '../actors/host.ts';
import type { Sent } from '../actors/host.ts';
import type { Intake } from '../actors/intake.ts';
import type { Observer } from '../actors/observer.ts';
import type { RolloutObserver } from '../actors/rolloutObserver.ts';
import type { Recorder } from '../actors/recorder.ts';
import type { Server } from '../actors/server.ts';
import type { Answer } from '../actors/server.ts';
import type { Worker } from '../actors/worker.ts';
import type { Workshop } from '../actors/workshop.ts';
import type { Choosing } from '../events/choosing.ts';
import type { CapabilitySpec } from '../events/capability.ts';
import type { ActorKind, ActorRef } from '../events/commit.ts';
import type { TaskPressure } from '../events/pressure.ts';
import type { Relay } from '../events/substrate/feed.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import type { CommandOf } from '../machines/registry.ts';
import { ARMS_MAX } from '../machines/rules/bandit/chooseArm.ts';
import { deriveSeed } from '../machines/rules/random.ts';
import type { Projection, QueryOptions, QueryResult } from '../projections/index.ts';
import type { PressureSettings } from './config/settings/pressure.ts';
import { declarationId, declarationOf, registerServices } from './config/declaration.ts';
import type { Services } from './engines/services.ts';
import type { EvolutionSettings } from './config/settings/evolution.ts';
import type { OptimizationSettings } from './config/settings/optimization.ts';
import { beginSession } from './optimizing/beginSession.ts';
import { openSession } from './optimizing/openSession.ts';
import type { Opened, SessionRequest } from './optimizing/openSession.ts';
import { Sealing } from './log/sealing.ts';
import { openProjection } from './openProjection.ts';
import type { StoreMemory } from './memory/storeMemory.ts';
import type { RecordingMark } from './recordingMark.ts';
import { submitTask } from './submitTask.ts';
import type { TaskOptions } from './submitTask.ts';

/** A house that is open: everything that can be asked of it and done in it. `createDse` opens one. */
export class Dse {
  readonly folder: string;
  readonly substrate: Substrate;
  readonly host: Host;
  readonly server: Server;
  readonly recorder: Recorder;
  readonly observer: Observer;
  readonly rolloutObserver: RolloutObserver;
  readonly workshop: Workshop;
  /** What was stored, found by description. */
  readonly memory: StoreMemory;
  /** The settings of the pressure the house is under. */
  readonly pressure: PressureSettings;
  readonly seed: number;
  /** What may be spent on making things better, and on what. */
  readonly optimization: OptimizationSettings;
  /** How populations search, and what they may spend. */
  readonly evolution: EvolutionSettings;
  readonly #choosing: Choosing;
  readonly #services: Services;
  readonly #mark: RecordingMark;
  readonly #sealing: Sealing;
  readonly #workers: readonly (Worker | Intake)[];
  readonly #relay: Relay | null;
  #projection: Promise<Projection> | null = null;

  constructor(
    parts: Pick<
      Dse,
      | 'folder'
      | 'substrate'
      | 'host'
      | 'server'
      | 'recorder'
      | 'observer'
      | 'rolloutObserver'
      | 'workshop'
      | 'memory'
      | 'pressure'
      | 'seed'
      | 'optimization'
      | 'evolution'
    > & {
      choosing: Choosing;
      services: Services;
      mark: RecordingMark;
      work: (dse: Dse) => readonly (Worker | Intake)[];
      relay: Relay | null;
    },
  ) {
    this.folder = parts.folder;
    this.substrate = parts.substrate;
    this.host = parts.host;
    this.server = parts.server;
    this.recorder = parts.recorder;
    this.observer = parts.observer;
    this.rolloutObserver = parts.rolloutObserver;
    this.workshop = parts.workshop;
    this.memory = parts.memory;
    this.pressure = parts.pressure;
    this.seed = parts.seed;
    this.optimization = parts.optimization;
    this.evolution = parts.evolution;
    this.#choosing = parts.choosing;
    this.#services = parts.services;
    this.#mark = parts.mark;
    this.#workers = parts.work(this);
    this.#relay = parts.relay;
    this.#sealing = new Sealing(parts.host);
  }

  /** Sends a command from outside; `id` makes sending it twice sending it once. */
  send<K extends ActorKind>(
    actor: ActorRef & { kind: K },
    command: CommandOf[K],
    id: string = randomUUID(),
  ): Promise<Sent> {
    return this.host.send(actor, command, { id, correlation: id, causation: id });
  }

  /** A handle as XState users expect it. */
  actor<K extends ActorKind>(kind: K, id: string) {
    const ref = { kind, id } as ActorRef & { kind: K };
    return {
      send: (command: CommandOf[K]) => this.send(ref, command),
      getSnapshot: async () => (await this.host.look(ref)).snapshot,
      subscribe: (next: (snapshot: unknown) => void) =>
        this.host.onCommit((commit) => {
          if (commit.actor.kind !== kind || commit.actor.id !== id) return;
          void this.host.look(ref).then(({ snapshot }) => next(snapshot));
        }),
    };
  }

  /** Declares a capability; its suite then proves itself. The same content again changes nothing. */
  async declare(spec: CapabilitySpec, path: string): Promise<Sent> {
    registerServices(spec, path, this.#services);
    const seed = deriveSeed(this.seed, `capability ${spec.capability}`);
    const arms = [...SEARCHES, ...this.workshop.modelGenerators.keys()].slice(0, ARMS_MAX);
    const declared = await declarationOf(spec, this.substrate.blobs, {
      generators: arms,
      seed,
      choosing: this.#choosing,
    });
    return this.send(
      { kind: 'capability', id: spec.capability },
      { type: 'declare', ...declared },
      declarationId(declared),
    );
  }

  /** A task that cannot be begun: the refusal is a fact its producer can read. */
  refuse(capability: string, id: string, reason: string, pressure?: TaskPressure): Promise<Sent> {
    const why = pressure === undefined ? { reason } : { reason, pressure };
    return this.send({ kind: 'task', id }, { type: 'refuse', capability, ...why }, `submit-${id}`);
  }

  /** Submits a CORE task; every outcome, refusal included, is a fact on `task/<id>`. */
  submit(capability: string, id: string, description = '', options: TaskOptions = {}): Promise<Sent> {
    return submitTask(this, capability, id, description, options);
  }

  /** Asks for an OPTIMIZE session on what is stored under this id; `beginSession` begins it. */
  optimize(target: string, request: SessionRequest): Promise<Opened> {
    return openSession(this, this.optimization, target, request);
  }

  /** Begins a session that waits. */
  beginSession(session: string, by: string, budget?: string): Promise<Sent> {
    return beginSession(this.host, session, by, budget);
  }

  /** Runs what is served, or what a rollout gives this `unit` (a customer, a session; default: the input). */
  run(
    capability: string,
    input: string,
    mode: 'buffered' | 'durable' = 'buffered',
    unit?: string,
  ): Promise<Answer> {
    const whose = unit === undefined ? {} : { unit };
    return this.server.run({ capability, input, correlation: randomUUID(), ...whose }, mode);
  }

  /** Begins to take tasks and effects, where this process works at all. */
  start(): void {
    for (const worker of this.#workers) worker.start();
    this.#relay?.start();
  }

  /** What broke a worker, so that nothing is worked on any more; null while all is well. */
  get failure(): unknown {
    return this.#workers.find(({ failure }) => failure)?.failure ?? null;
  }

  /** Waits until nothing is pending: no task waits, no effect waits or runs. @throws what broke a worker. */
  async settle(): Promise<void> {
    for (;;) {
      for (const worker of this.#workers) if (worker.failure) throw worker.failure;
      const waiting = this.#workers.length > 0 ? await this.substrate.tasks.waiting() : 0;
      if (waiting === 0 && (await this.substrate.effects.pending()).length === 0) return;
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }

  /** What is known: one DuckDB file, opened when first asked. */
  projection(): Promise<Projection> {
    this.#projection ??= openProjection(this.substrate, this.folder);
    return this.#projection;
  }

  /** The same, caught up with the log. */
  async knowledge(): Promise<Projection> {
    const projection = await this.projection();
    await projection.catchUp();
    return projection;
  }

  /** One SELECT over the views, on everything in the log by now. */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    return (await this.knowledge()).query(sql, options);
  }

  /** Seals what was appended since the last seal (DESIGN 4); false when there was nothing. */
  seal(): Promise<boolean> {
    return this.#sealing.seal();
  }

  /** Finishes what runs, seals the log, frees everything. @throws the first thing that went wrong, after all the rest was freed. */
  async close(): Promise<void> {
    const wrong: unknown[] = [];
    const steps: readonly (() => Promise<unknown> | undefined)[] = [
      ...this.#workers.map((worker) => () => worker.stop()),
      async () => {
        await this.server.close();
        // Not when it failed: what could not be written is a loss the next process has to record.
        this.#mark.clear();
      },
      // A log that broke a worker takes no seal either.
      () => (this.#workers.length > 0 && wrong.length === 0 ? this.seal() : undefined),
      () => this.#sealing.stop(),
      () => this.#relay?.stop(),
      () => this.workshop.sandbox.close(),
      () => this.#services.close(),
      () => this.memory.close(),
      async () => (await this.#projection)?.close(),
      () => this.substrate.close(),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        wrong.push(error);
      }
    }
    if (wrong.length > 0) throw wrong[0];
  }
}
