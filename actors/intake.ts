import type { TaskLease, TaskMessage, TaskQueue } from '../events/substrate/tasks.ts';

/**
 * What became of a message: `taken`, its outcome is a fact; `hopeless`, it can never be read and is kept aside; `later`, what it
 * needs is not there yet.
 */
export type Taken =
  | { readonly status: 'taken' }
  | { readonly status: 'hopeless'; readonly reason: string }
  | { readonly status: 'later'; readonly afterMs: number };

export type IntakeOptions = {
  readonly tasks: TaskQueue;
  readonly worker: string;
  /** ms since the epoch. */
  readonly clock: () => number;
  /** Whether another task can be begun now; until then tasks wait in the queue. */
  readonly hasRoom: () => Promise<boolean>;
  /** Makes a task of a message. Done twice it makes one task (law 3). */
  readonly take: (task: TaskMessage) => Promise<Taken>;
  readonly leaseMs?: number;
  /** Messages at work at the same time. */
  readonly parallel?: number;
  /** A message that failed this often is kept aside with its last error. */
  readonly attempts?: number;
};

const POLL_MS = 100;
const PAUSE_MS = 500;

/** Takes tasks from the shared queue. A message is acknowledged once its outcome is committed; from there effects carry on. */
export class Intake {
  readonly #options: Required<IntakeOptions>;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #failure: unknown = null;
  /** Errors per message, of this process. */
  readonly #errors = new Map<string, number>();

  constructor(options: IntakeOptions) {
    this.#options = { leaseMs: 30_000, parallel: 4, attempts: 5, ...options };
  }

  start(): void {
    this.#loop = this.#run().catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Finishes what it holds, takes nothing new. @throws what broke the loop, if anything did. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
    if (this.#failure) throw this.#failure;
  }

  /** What broke the loop; null while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  async #run(): Promise<void> {
    const { tasks, worker, clock, leaseMs, parallel, hasRoom } = this.#options;
    while (!this.#stopped) {
      const leases = (await hasRoom()) ? await tasks.claim(worker, clock(), leaseMs, parallel) : [];
      await Promise.all(leases.map((lease) => this.#settle(lease)));
      if (leases.length === 0) await this.#sleep();
    }
  }

  async #settle(lease: TaskLease): Promise<void> {
    const { tasks, worker, clock, take, attempts } = this.#options;
    const aside = (reason: string): Promise<boolean> =>
      tasks.bury(lease.id, worker, reason, new Date(clock()).toISOString());
    try {
      const taken = await take(lease);
      this.#errors.delete(lease.id);
      if (taken.status === 'taken') await tasks.ack(lease.id, worker);
      else if (taken.status === 'hopeless') await aside(taken.reason);
      else await tasks.release(lease.id, worker, clock() + taken.afterMs);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const errors = (this.#errors.get(lease.id) ?? 0) + 1;
      this.#errors.set(lease.id, errors);
      if (errors < attempts) await tasks.release(lease.id, worker, clock() + PAUSE_MS * 2 ** errors);
      else await aside(`tried ${attempts} times, last error: ${message}`.slice(0, 1000));
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
