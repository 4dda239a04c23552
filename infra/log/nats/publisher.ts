import { JetStreamApiError } from '@nats-io/jetstream';
import type { ApiError, PubAck } from '@nats-io/jetstream';
import { PermissionViolationError } from '@nats-io/transport-node';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { Unanswered } from './failure.ts';
import type { Patience } from './patience.ts';

type Sent = {
  readonly subject: string;
  readonly at: number;
  readonly resolve: (ack: PubAck) => void;
  readonly reject: (error: Error) => void;
};
type PublisherOptions = {
  /** A subject nobody else listens to. */
  readonly inbox: string;
  /** How long an answer may take before the message is sent again. */
  readonly answerMs: number;
};
type Answer = PubAck & { readonly error?: ApiError };

/**
 * Stores messages in streams, any number in flight, and hands back each one's ack. It does what the client's own `publish` does, with one
 * inbox and one clock for all: the client makes two errors with their stacks for each request, a quarter of its work under load, and
 * drops silently what is sent while the connection is down.
 */
export class Publisher {
  readonly #nc: NatsConnection;
  readonly #patience: Patience;
  readonly #answerMs: number;
  readonly #inbox: string;
  /** By the last token of its answer's subject, oldest first. */
  readonly #sent = new Map<string, Sent>();
  #count = 0;
  #clock: NodeJS.Timeout | null = null;

  constructor(nc: NatsConnection, patience: Patience, { inbox, answerMs }: PublisherOptions) {
    this.#nc = nc;
    this.#patience = patience;
    this.#inbox = inbox;
    this.#answerMs = answerMs;
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
  publish(subject: string, body: string | Uint8Array, headers: MsgHdrs): Promise<PubAck> {
    return this.#patience.ask(() => this.#send(subject, body, headers));
  }

  #send(subject: string, body: string | Uint8Array, headers: MsgHdrs): Promise<PubAck> {
    return new Promise((resolve, reject) => {
      const name = String((this.#count += 1));
      this.#nc.publish(subject, body, { headers, reply: `${this.#inbox}.${name}` });
      this.#sent.set(name, { subject, at: performance.now(), resolve, reject });
      this.#clock ??= setTimeout(() => this.#expire(), this.#answerMs);
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
    if (answer.error) sent.reject(new JetStreamApiError(answer.error));
    else sent.resolve({ ...answer, duplicate: answer.duplicate ?? false });
  }

  #expire(): void {
    this.#clock = null;
    const now = performance.now();
    for (const [name, { at, reject }] of this.#sent) {
      const left = at + this.#answerMs - now;
      if (left > 0) {
        this.#clock = setTimeout(() => this.#expire(), left);
        return;
      }
      this.#sent.delete(name);
      reject(new Unanswered(`no answer within ${this.#answerMs} ms`));
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
      if (status.type === 'disconnect') this.#lose('the connection to the server broke');
      else if (status.type === 'error' && status.error instanceof PermissionViolationError)
        this.#forbid(status.error);
    }
    this.#lose('the connection was closed');
  }
}
