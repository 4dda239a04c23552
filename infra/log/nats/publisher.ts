import { JetStreamApiError } from '@nats-io/jetstream';
import type { ApiError, PubAck } from '@nats-io/jetstream';
import { PermissionViolationError } from '@nats-io/transport-node';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFull, Unanswered } from './failure.ts';

type Sent = {
  readonly subject: string;
  readonly at: number;
  readonly resolve: (ack: PubAck) => void;
  readonly reject: (error: Error) => void;
};
type Answer = PubAck & { readonly error?: ApiError };

const ANSWER_MS = 10_000;
/** How long a message without an answer is sent again: a server restarts, a cluster elects a leader. */
const PATIENCE_MS = 20_000;
const AGAIN_MS = 100;

/** The server says that it cannot now: too much at once, or no leader. */
const NOT_NOW = new Set([429, 503]);

/**
 * Stores messages in streams, any number in flight, and hands back each one's ack. It does what the client's own `publish` does, with one
 * inbox and one clock for all: the client makes two errors with their stacks for each request, a quarter of its work under load, and
 * drops silently what is sent while the connection is down.
 */
export class Publisher {
  readonly #nc: NatsConnection;
  readonly #inbox: string;
  /** By the last token of its answer's subject, oldest first. */
  readonly #sent = new Map<string, Sent>();
  #count = 0;
  #clock: NodeJS.Timeout | null = null;
  #connected = true;
  #back: (() => void)[] = [];

  /** `inbox` is a subject nobody else listens to. */
  constructor(nc: NatsConnection, inbox: string) {
    this.#nc = nc;
    this.#inbox = inbox;
    nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => (error ? this.#lose(error.message) : this.#hear(message)),
    });
    void this.#watch();
  }

  /** A name no other write of any process has. */
  mark(): string {
    return `${this.#inbox.slice(this.#inbox.lastIndexOf('.') + 1)}.${(this.#count += 1)}`;
  }

  /**
   * Stores a message. Without an answer it is sent again, so it must be one that is stored once however often it comes: by its id, or by
   * the sequence it expects; the latter then meets itself as a conflict.
   * @throws JetStreamApiError when the server refused it; Unanswered when nobody knows what became of it.
   */
  async publish(subject: string, body: string, headers: MsgHdrs): Promise<PubAck> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await this.#send(subject, body, headers);
      } catch (error) {
        const left = until - performance.now();
        if (!(error instanceof Unanswered) || left <= 0 || this.#nc.isClosed()) throw error;
        if (this.#connected) await sleep(AGAIN_MS);
        else await this.#reconnected(left);
      }
    }
  }

  #send(subject: string, body: string, headers: MsgHdrs): Promise<PubAck> {
    if (!this.#connected) return Promise.reject(new Unanswered('the connection to the server is down'));
    return new Promise((resolve, reject) => {
      const name = String((this.#count += 1));
      this.#nc.publish(subject, body, { headers, reply: `${this.#inbox}.${name}` });
      this.#sent.set(name, { subject, at: performance.now(), resolve, reject });
      this.#clock ??= setTimeout(() => this.#expire(), ANSWER_MS);
    });
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

  #hear(message: Msg): void {
    const name = message.subject.slice(this.#inbox.length + 1);
    const sent = this.#sent.get(name);
    if (!sent) return;
    this.#sent.delete(name);
    if (message.data.length === 0) {
      // Nobody listens behind the subject: JetStream is starting, or has no leader yet.
      sent.reject(new Unanswered('no JetStream answers'));
      return;
    }
    const answer = message.json<Answer>();
    if (answer.error) {
      const error = new JetStreamApiError(answer.error);
      const later = NOT_NOW.has(error.status) && !isFull(error);
      sent.reject(later ? new Unanswered(error.message) : error);
    } else sent.resolve({ ...answer, duplicate: answer.duplicate ?? false });
  }

  #expire(): void {
    this.#clock = null;
    const now = performance.now();
    for (const [name, { at, reject }] of this.#sent) {
      const left = at + ANSWER_MS - now;
      if (left > 0) {
        this.#clock = setTimeout(() => this.#expire(), left);
        return;
      }
      this.#sent.delete(name);
      reject(new Unanswered(`no answer within ${ANSWER_MS} ms`));
    }
  }

  /** The answers to what is in flight will not come. */
  #lose(why: string): void {
    if (this.#clock) clearTimeout(this.#clock);
    this.#clock = null;
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    for (const { reject } of lost) reject(new Unanswered(why));
  }

  /** The server says that this user may not publish there, and answers nothing. */
  #forbid(error: PermissionViolationError): void {
    for (const [name, { subject, reject }] of this.#sent) {
      if (subject !== error.subject) continue;
      this.#sent.delete(name);
      reject(error);
    }
  }

  async #watch(): Promise<void> {
    for await (const status of this.#nc.status()) {
      const { type } = status;
      if (type === 'error') {
        if (status.error instanceof PermissionViolationError) this.#forbid(status.error);
      } else if (type === 'disconnect') {
        this.#connected = false;
        this.#lose('the connection to the server broke');
      } else if (type === 'reconnect') {
        this.#connected = true;
        this.#wake();
      }
    }
    this.#lose('the connection was closed');
    this.#wake();
  }

  #wake(): void {
    for (const resume of this.#back.splice(0)) resume();
  }
}
