import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered, Unanswered } from './failure.ts';

/** How long the same is asked again: a server restarts, a cluster elects a leader. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 100;
/** A server that gives no answer for so long may be cut off from the rest of its cluster: another one is tried. */
const MOVE_MS = 3000;

/**
 * Asks JetStream until it answers. A connection that broke comes back by itself; one that holds says nothing about the cluster behind it,
 * so where several servers are named, whoever gets no answer from one goes on to the next.
 */
export class Patience {
  readonly #nc: NatsConnection;
  readonly #several: boolean;
  readonly #asking = new Set<(error: Error) => void>();
  #connectedAt = performance.now();
  /** Null while the connection is up. */
  #downSince: number | null = null;
  #back: (() => void)[] = [];

  /** `several`: there is more than one server to connect to. */
  constructor(nc: NatsConnection, several: boolean) {
    this.#nc = nc;
    this.#several = several;
    void this.#watch();
  }

  /**
   * Makes a request that may be made more than once.
   * @throws Unanswered when the server never said what became of it; else what the server said.
   */
  async ask<T>(request: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
    const since = performance.now();
    for (;;) {
      try {
        return await this.#ask(request);
      } catch (error) {
        if (!isUnanswered(error)) throw error;
        // Patience is with an outage: who asks late in one does not begin to wait anew.
        const left = Math.min(since, this.#downSince ?? since) + patienceMs - performance.now();
        if (left <= 0 || this.#nc.isClosed())
          throw error instanceof Unanswered ? error : new Unanswered((error as Error).message);
        this.#moveOn(since);
        if (this.#downSince === null) await sleep(AGAIN_MS);
        else await this.#reconnected(left);
      }
    }
  }

  #ask<T>(request: () => Promise<T>): Promise<T> {
    if (this.#downSince !== null)
      return Promise.reject(new Unanswered('the connection to the server is down'));
    return new Promise((resolve, reject) => {
      this.#asking.add(reject);
      request()
        .then(resolve, reject)
        .finally(() => this.#asking.delete(reject));
    });
  }

  #moveOn(since: number): void {
    if (!this.#several || this.#downSince !== null) return;
    if (performance.now() - Math.max(since, this.#connectedAt) < MOVE_MS) return;
    this.#connectedAt = performance.now();
    void this.#nc.reconnect();
  }

  /** Resolves when the connection is up again, closed for good, or `patienceMs` have passed. */
  #reconnected(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#back.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#nc.status()) {
      if (type === 'disconnect') {
        this.#downSince ??= performance.now();
        this.#lose('the connection to the server broke');
      } else if (type === 'reconnect') {
        this.#downSince = null;
        this.#connectedAt = performance.now();
        this.#wake();
      }
    }
    this.#lose('the connection was closed');
    this.#wake();
  }

  /** The answers to what was asked will not come. */
  #lose(why: string): void {
    for (const reject of this.#asking) reject(new Unanswered(why));
    this.#asking.clear();
  }

  #wake(): void {
    for (const resume of this.#back.splice(0)) resume();
  }
}
