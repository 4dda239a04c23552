import type {
  Evaluation,
  EvaluationJob,
  Limits,
  Program,
  Sandbox,
  Served,
  Walls,
} from '../../actors/ports.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { Child } from './child.ts';
import { chooseEngine, type EngineName, engineVersion } from './engine.ts';
import { EvaluationTask } from './evaluation.ts';
import { FUEL_TABLE } from './fuel/charges.ts';
import { planLaunch } from './launch.ts';
import type { Launch } from './planNode.ts';
import { ServedHandle } from './serving.ts';

export type PoolOptions = {
  /** Child processes; one more is started for suspects when there are any. Default 2. */
  readonly size?: number;
  /** A child that grows beyond this many MB is killed. Default 1024. */
  readonly childMb?: number;
  /**
   * How long a call may be silent beyond its own time limit before its child is killed: what loading, the first stripping of types and a busy
   * machine may take. Default 1000.
   */
  readonly graceMs?: number;
  /** Whether an artifact that ends its process, alone and again, is not called any more. Default true; off: it is called apart from the others. */
  readonly quarantine?: boolean;
};

export type SandboxOptions = PoolOptions & {
  /** What runs the programs. Default: what `DSE_SANDBOX` says, else isolated-vm where it has a binary and QuickJS elsewhere. */
  readonly engine?: EngineName;
  /** Wrap children in bubblewrap where it works. Default true. */
  readonly bubblewrap?: boolean;
  /** How children are started; whoever tests the walls plans it without one of them. Default `planLaunch`. */
  readonly plan?: (bubblewrap: string | null) => Launch;
};

/** Evaluations sent ahead to one child; the others wait here, where they can go to whichever child is free first. */
const WINDOW = 3;

/** Opens the sandbox for JavaScript: a pool of confined child processes, each holding many isolates (DESIGN 8). */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const wrap = options.bubblewrap === false ? null : await findBubblewrap();
  const engine = chooseEngine(options.engine);
  const identity = { engine: engine.name, engineVersion: engineVersion(engine), fuelTable: FUEL_TABLE };
  const launch = options.plan?.(wrap) ?? planLaunch(wrap, { engine });
  return openPool(launch, wrap !== null, identity, options);
}

/** Opens a pool of whatever speaks the frames of a worker (./frames.ts); `wrapped`: the launch goes through bubblewrap. */
export async function openPool(
  launch: Launch,
  wrapped: boolean,
  identity: Identity,
  options: PoolOptions,
): Promise<Sandbox> {
  const { size = 2, childMb = 1024, graceMs = 1000, quarantine = true } = options;
  const pool = new Pool(launch, wrapped, identity, { size, childMb, graceMs, quarantine });
  await pool.start();
  return pool;
}

/** What a proof says of the engine. */
type Identity = Pick<Walls, 'engine' | 'engineVersion' | 'fuelTable'>;
type Settings = Readonly<Required<PoolOptions>>;

class Pool implements Sandbox {
  readonly #launch: Launch;
  readonly #wrapped: boolean;
  readonly #identity: Identity;
  readonly #settings: Settings;
  readonly #children: Child[] = [];
  /** Where suspects run. */
  #alone: Child | null = null;
  #waiting: EvaluationTask[] = [];
  #nextArtifact = 1;
  #turn = 0;
  #closing: Promise<void> | null = null;
  /** Deaths since a child last became ready: a worker that cannot start must not be started for ever. */
  #falseStarts = 0;

  constructor(launch: Launch, wrapped: boolean, identity: Identity, settings: Settings) {
    this.#launch = launch;
    this.#wrapped = wrapped;
    this.#identity = identity;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#refill();
    try {
      await this.#children[0]?.ready;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  evaluate(job: EvaluationJob): Promise<Evaluation> {
    if (this.#closing !== null) return Promise.reject(new Error('the sandbox is closed'));
    const task = new EvaluationTask(job, this.#settings.graceMs, (again, suspect) =>
      this.#again(again, suspect),
    );
    this.#waiting.push(task);
    this.#dispatch();
    return task.result;
  }

  async serve(program: Program, limits: Limits, judge?: Program): Promise<Served> {
    if (this.#closing !== null) throw new Error('the sandbox is closed');
    const places = {
      pin: () => this.#pin(),
      apart: () => this.#apart(),
      closed: () => this.#closing !== null,
      graceMs: this.#settings.graceMs,
      quarantine: this.#settings.quarantine,
    };
    const served = new ServedHandle(this.#nextArtifact, { program, limits, judge: judge ?? null }, places);
    this.#nextArtifact += 1;
    await served.load();
    return served;
  }

  async walls(): Promise<Walls> {
    this.#refill();
    const ready = await (this.#children[0] as Child).ready;
    const walls = this.#wrapped ? [...ready.walls, 'bubblewrap: own namespaces, no network'] : ready.walls;
    return { ...this.#identity, node: ready.node, walls };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const children = [...this.#children, ...(this.#alone === null ? [] : [this.#alone])];
    await Promise.resolve();
    for (const child of children) child.stop();
    await Promise.all(children.map((child) => child.exited));
    const error = new Error('the sandbox was closed');
    for (const task of this.#waiting) task.fail(error);
    this.#waiting = [];
  }

  #again(task: EvaluationTask, suspect: boolean): void {
    if (this.#closing !== null) return task.fail(new Error('the sandbox was closed'));
    if (suspect) return this.#apart().send(task);
    this.#waiting.unshift(task);
    this.#dispatch();
  }

  #dispatch(): void {
    this.#refill();
    while (this.#waiting.length > 0) {
      const child = this.#idlest();
      if (child === null || child.load >= WINDOW) return;
      child.send(this.#waiting.shift() as EvaluationTask);
    }
  }

  /** The least loaded child; among equals the next in turn, so that one can prepare its next realm while another works. */
  #idlest(): Child | null {
    const cost = (child: Child): number => child.load * 1000 + child.artifacts.size;
    let best: Child | null = null;
    this.#turn += 1;
    for (let i = 0; i < this.#children.length; i += 1) {
      const child = this.#children[(this.#turn + i) % this.#children.length] as Child;
      if (child.alive && (best === null || cost(child) < cost(best))) best = child;
    }
    return best;
  }

  #pin(): Child {
    this.#refill();
    const fewest = this.#children
      .filter((child) => child.alive)
      .sort((a, b) => a.artifacts.size - b.artifacts.size)[0];
    return fewest ?? this.#apart();
  }

  #apart(): Child {
    if (this.#alone === null || !this.#alone.alive) this.#alone = this.#spawn();
    return this.#alone;
  }

  #refill(): void {
    if (this.#closing !== null) return;
    while (this.#children.length < this.#settings.size) this.#children.push(this.#spawn());
  }

  #spawn(): Child {
    const child = new Child({
      launch: this.#launch,
      rssMb: this.#settings.childMb,
      onDeath: (dead) => this.#buried(dead),
      // Whatever it was busy with, served calls or evaluations: what waits here may go to it now.
      onAnswer: (load) => {
        if (load < WINDOW && this.#waiting.length > 0) this.#dispatch();
      },
    });
    child.ready.then(
      () => {
        this.#falseStarts = 0;
      },
      () => {
        this.#falseStarts += 1;
      },
    );
    return child;
  }

  #buried(dead: Child): void {
    const index = this.#children.indexOf(dead);
    if (index >= 0) this.#children.splice(index, 1);
    if (this.#alone === dead) this.#alone = null;
    queueMicrotask(() => {
      if (this.#closing !== null) return;
      if (this.#falseStarts >= 3) return this.#giveUp();
      this.#dispatch();
    });
  }

  #giveUp(): void {
    const error = new Error('sandbox workers do not start; run `dse doctor` to see why');
    for (const task of this.#waiting) task.fail(error);
    this.#waiting = [];
  }
}
