import { DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';

export type TailOptions = {
  readonly stream: string;
  /** `all`: every message. `last`: the last one of each subject, then every one. */
  readonly from: 'all' | 'last';
  readonly hear: (message: JsMsg) => void;
};

const RETRY_MS = 250;
/** How long a message that is waited for may take before the stream is asked about it. */
const PATIENCE_MS = 2000;
const BUFFERED = 2000;
/** Half of it without a sign of life, twice, and the consumer is made anew: its server may be gone while ours is not. */
const PULL_MS = 4000;

/**
 * Hears every message of a stream in order, from its beginning on, for as long as it lives. The consumer is ordered: after a gap or a
 * reconnect it goes on where it was.
 */
export class Tail {
  readonly #ground: Ground;
  readonly #options: TailOptions;
  #reached = 0;
  #stopped = false;
  #messages: ConsumerMessages | null = null;
  #loop: Promise<void> = Promise.resolve();
  #waiting: { readonly sequence: number; readonly resolve: () => void }[] = [];

  constructor(ground: Ground, options: TailOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** The highest sequence heard. */
  get reached(): number {
    return this.#reached;
  }

  /** `after`: what was heard before is not heard again. */
  start(after = 0): void {
    this.#reached = after;
    this.#loop = this.#run();
    void this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#messages?.stop();
    await this.#loop;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /**
   * Resolves when this message was heard, or when nothing more will be. One that was deleted before it was heard is not waited for; one that
   * is stored and does not come is asked for by a new consumer.
   */
  async until(sequence: number): Promise<void> {
    for (let wanted = sequence; wanted > this.#reached && !this.#stopped;) {
      const before = this.#reached;
      await this.#hears(wanted);
      if (this.#reached > before || this.#stopped) continue;
      wanted = Math.min(wanted, await lastSequence(this.#ground, this.#options.stream));
      if (wanted > this.#reached) this.#messages?.stop();
    }
  }

  /** Resolves when this message was heard, or after a while. */
  #hears(sequence: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      this.#waiting.push({
        sequence,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
  }

  /** Resolves when everything was heard that is stored now. */
  async caughtUp(): Promise<void> {
    await this.until(await lastSequence(this.#ground, this.#options.stream));
  }

  /** Messages stored and not heard yet. */
  async lag(): Promise<number> {
    return Math.max(0, (await lastSequence(this.#ground, this.#options.stream)) - this.#reached);
  }

  /** A consumer lives in the server's memory: after a reconnect it may be gone, which its own heartbeats would notice late. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#ground.nc.status()) if (type === 'reconnect') this.#messages?.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#hear();
      } catch {
        // The connection comes back by itself; until then nobody is heard.
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async #hear(): Promise<void> {
    const { stream, from, hear } = this.#options;
    const { patience, js } = this.#ground;
    const consumer = await patience.ask(() =>
      js.consumers.get(
        stream,
        from === 'last' && this.#reached === 0
          ? { deliver_policy: DeliverPolicy.LastPerSubject, filter_subjects: '>' }
          : this.#reached === 0
            ? { deliver_policy: DeliverPolicy.All }
            : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#reached + 1 },
      ),
    );
    const messages = await consumer.consume({ max_messages: BUFFERED, expires: PULL_MS });
    this.#messages = messages;
    if (this.#stopped) messages.stop();
    for await (const message of messages) {
      if (message.seq > this.#reached) {
        hear(message);
        this.#reached = message.seq;
      }
      while (this.#waiting.length > 0 && this.#waiting[0]!.sequence <= this.#reached)
        this.#waiting.shift()!.resolve();
      if (this.#waiting.length > 0)
        this.#waiting = this.#waiting.filter(
          ({ sequence, resolve }) => sequence > this.#reached || resolve(),
        );
    }
  }
}

/** The sequence of the last message that is still stored; 0 when there is none. Asked of the leader. */
export async function lastSequence(ground: Ground, stream: string, subject = '>'): Promise<number> {
  const { patience, jsm } = ground;
  try {
    const last = await patience.ask(() => jsm.streams.getMessage(stream, { last_by_subj: subject }));
    return last?.seq ?? 0;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw logFailure(error, ground);
  }
}
