import type { ActorRef } from '../events/commit.ts';
import type { EffectLease } from '../events/substrate/effects.ts';
import type { AnyCommand } from '../machines/registry.ts';
import type { Host } from './host.ts';

/** What an effect's work came to: a command for the actor that asked, or nothing more to say. */
export type EffectResult = AnyCommand | null;
/** Does the work of one kind of effect. Run twice it gives the same result (law 3). */
export type EffectHandler = (lease: EffectLease) => Promise<EffectResult>;

export type WorkerOptions = {
  readonly host: Host;
  readonly name: string;
  readonly handlers: Readonly<Record<string, EffectHandler>>;
  /** Effects at work at the same time. */
  readonly parallel?: number;
  readonly leaseMs?: number;
  /** Failing work is tried this often, then becomes a failure fact. */
  readonly attempts?: number;
  /** First pause after a failure, doubled each time. */
  readonly backoffMs?: number;
  /** Hears of each effect before it is worked on: twice of one that is worked on twice. */
  readonly onEffect?: (lease: EffectLease) => void;
};

/** How long the worker sleeps when nobody wakes it. */
const POLL_MS = 200;

/**
 * Claims pending effects and due timers, does the work, sends the result as a command whose id is the effect's key:
 * executed perhaps twice, recorded once (law 3). Any number of workers share one log.
 */
export class Worker {
  readonly #options: Required<WorkerOptions>;
  readonly #running = new Map<string, Promise<void>>();
  /** Tells of one actor go out in its order, the next one when the one before it arrived. */
  readonly #tells = new Map<string, Promise<void>>();
  #stopped = false;
  #woken = false;
  #loop: Promise<void> | null = null;
  #wake: () => void = () => {};
  #off: () => void = () => {};
  #failure: unknown = null;

  constructor(options: WorkerOptions) {
    this.#options = {
      parallel: 4,
      leaseMs: 30_000,
      attempts: 3,
      backoffMs: 500,
      onEffect: () => {},
      ...options,
    };
  }

  start(): void {
    this.#off = this.#options.host.substrate.events.onAppended(() => this.#rouse());
    this.#loop = this.#run().catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Finishes what runs, takes nothing new. @throws what broke the loop, if anything did. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#rouse();
    this.#off();
    await this.#loop;
    await Promise.all(this.#running.values());
    if (this.#failure) throw this.#failure;
  }

  /** True when the loop broke, e.g. because the log is gone; the error. */
  get failure(): unknown {
    return this.#failure;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const took = (await this.#takeTimers()) + (await this.#takeEffects());
      if (took > 0 && this.#running.size < this.#options.parallel) continue;
      await this.#sleep();
    }
  }

  /** Whoever calls while the loop looks around is heard too. */
  #rouse(): void {
    this.#woken = true;
    this.#wake();
  }

  #sleep(): Promise<void> {
    if (this.#woken) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #takeEffects(): Promise<number> {
    const { host, name, handlers, parallel, leaseMs } = this.#options;
    const limit = parallel - this.#running.size;
    if (limit <= 0) return 0;
    const claimed = await host.substrate.effects.claim({
      worker: name,
      names: Object.keys(handlers),
      now: host.now(),
      leaseMs,
      limit,
    });
    for (const lease of claimed) {
      const job = this.#inOrder(lease).finally(() => {
        this.#running.delete(lease.key);
        this.#rouse();
      });
      this.#running.set(lease.key, job);
    }
    return claimed.length;
  }

  #inOrder(lease: EffectLease): Promise<void> {
    if (lease.effect.name !== 'tell') return this.#work(lease);
    const teller = `${lease.actor.kind}/${lease.actor.id}`;
    const job = (this.#tells.get(teller) ?? Promise.resolve()).then(() => this.#work(lease));
    this.#tells.set(teller, job);
    return job.finally(() => this.#tells.get(teller) === job && this.#tells.delete(teller));
  }

  async #work(lease: EffectLease): Promise<void> {
    const { host, name, handlers, leaseMs, onEffect } = this.#options;
    const { effects } = host.substrate;
    const renewal = setInterval(() => {
      effects.renew(lease.key, name, host.now() + leaseMs).catch(() => {});
    }, leaseMs / 3);
    try {
      onEffect(lease);
      const result = await handlers[lease.effect.name]!(lease);
      if (result) await this.#report(lease.actor, result, lease);
      await effects.done(lease.key, name);
    } catch (error) {
      await this.#failed(lease, error);
    } finally {
      clearInterval(renewal);
    }
  }

  /** Retries with backoff; after the last attempt the failure is said to the actor that asked. */
  async #failed(lease: EffectLease, error: unknown): Promise<void> {
    const { host, name, attempts, backoffMs } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    const attempt = lease.attempts + 1;
    try {
      if (attempt < attempts) {
        await host.substrate.effects.release(
          lease.key,
          name,
          host.now() + backoffMs * 2 ** lease.attempts,
          message,
        );
        return;
      }
      const failure: AnyCommand = {
        type: 'effectFailed',
        name: lease.effect.name,
        child: lease.effect.child,
        error: message.slice(0, 1000),
        attempts: attempt,
      };
      await this.#report(lease.actor, failure, lease);
      await host.substrate.effects.done(lease.key, name);
    } catch (again) {
      // The log itself does not answer: the lease runs out and anyone alive takes over.
      this.#failure ??= again;
    }
  }

  async #report(actor: ActorRef, command: AnyCommand, lease: EffectLease): Promise<void> {
    const sent = await this.#options.host.send(actor, command, {
      id: command.type === 'effectFailed' ? `${lease.key}.failed` : lease.key,
      correlation: lease.correlation,
      causation: lease.key,
    });
    if (sent.status === 'unavailable') throw new Error(sent.reason);
  }

  /** A timer whose actor or log does not answer is tried again later; it never keeps the others waiting. */
  async #takeTimers(): Promise<number> {
    const { host, name, leaseMs, backoffMs } = this.#options;
    const { timers } = host.substrate;
    const due = await timers.claim(name, host.now(), leaseMs, 16);
    for (const timer of due) {
      try {
        const sent = await host.send(timer.actor, timer.effect.input as never, {
          id: timer.key,
          correlation: timer.correlation,
          causation: timer.key,
        });
        if (sent.status === 'unavailable') throw new Error(sent.reason);
        await timers.done(timer.key, name);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const pause = backoffMs * 2 ** Math.min(timer.attempts, 10);
        await timers.release(timer.key, name, host.now() + pause, message);
      }
    }
    return due.length;
  }
}
