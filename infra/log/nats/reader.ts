import { DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { LogFailure } from '../failure.ts';
import type { Ground } from './ground.ts';
import { lastSequence } from './tail.ts';

type Open = {
  after: number;
  readonly messages: ConsumerMessages;
  readonly iterator: AsyncIterator<JsMsg>;
  idle: NodeJS.Timeout;
};

const IDLE_MS = 3000;
const OPEN_MAX = 4;
const BUFFERED = 1000;
/** As in `tail.ts`. */
const PULL_MS = 4000;
const REOPENED_MAX = 5;
/** How long a message that is there may take before the leader is asked again. */
const LOOK_MS = 5000;

/**
 * Reads a stream in pages. Whoever goes on where the last page ended gets the next one from the same consumer: creating one costs
 * milliseconds, a message microseconds.
 */
export class Reader {
  readonly #ground: Ground;
  readonly #stream: string;
  readonly #subject: string | null;
  readonly #open: Open[] = [];
  #current: Open | null = null;
  #watched = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** `subject`: only messages it matches. */
  constructor(ground: Ground, stream: string, subject: string | null = null) {
    this.#ground = ground;
    this.#stream = stream;
    this.#subject = subject;
  }

  /** Messages with a sequence > `after`, in order, at most `limit`; what is stored when the page is asked for. */
  read(after: number, limit: number): Promise<readonly JsMsg[]> {
    // One page at a time: two readers at one place must not share a consumer.
    const page = this.#queue.then(() => this.#read(after, limit));
    this.#queue = page.catch(() => {});
    return page;
  }

  async close(): Promise<void> {
    await this.#queue;
    for (const open of this.#open.splice(0)) {
      clearTimeout(open.idle);
      open.messages.stop();
    }
  }

  async #read(after: number, limit: number): Promise<readonly JsMsg[]> {
    if (limit <= 0) return [];
    const end = await lastSequence(this.#ground, this.#stream, this.#subject ?? '>');
    if (end <= after) return [];
    let open = await this.#at(after);
    const page: JsMsg[] = [];
    for (let reopened = 0; page.length < limit;) {
      this.#current = open;
      const next = open.iterator.next();
      const watch = setInterval(() => void this.#look(), LOOK_MS);
      const { done, value } = await next.finally(() => clearInterval(watch));
      if (done) {
        if ((reopened += 1) > REOPENED_MAX)
          throw new LogFailure(
            'unreachable',
            `log ${this.#ground.url}: reading ${this.#stream} broke off after ${open.after}: look at the server and try again`,
          );
        open = await this.#at(open.after);
        continue;
      }
      page.push(value);
      open.after = value.seq;
      if (value.seq >= end) break;
    }
    this.#current = null;
    this.#keep(open);
    return page;
  }

  /** Nothing comes, though the leader knows of more: asking it again moves this process on to another server where that is needed. */
  async #look(): Promise<void> {
    await lastSequence(this.#ground, this.#stream).catch(() => 0);
  }

  /** After a reconnect no consumer can be trusted to be there still. */
  async #watch(): Promise<void> {
    if (this.#watched) return;
    this.#watched = true;
    for await (const { type } of this.#ground.nc.status()) {
      if (type !== 'reconnect') continue;
      while (this.#open.length > 0) this.#drop(this.#open[0]!);
      this.#current?.messages.stop();
    }
  }

  async #at(after: number): Promise<Open> {
    const index = this.#open.findIndex((open) => open.after === after);
    if (index >= 0) {
      const [open] = this.#open.splice(index, 1);
      clearTimeout(open!.idle);
      return open!;
    }
    void this.#watch();
    const { patience, js } = this.#ground;
    const consumer = await patience.ask(() =>
      js.consumers.get(this.#stream, {
        ...(this.#subject === null ? {} : { filter_subjects: this.#subject }),
        ...(after === 0
          ? { deliver_policy: DeliverPolicy.All }
          : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 }),
      }),
    );
    const messages = await consumer.consume({ max_messages: BUFFERED, expires: PULL_MS });
    return { after, messages, iterator: messages[Symbol.asyncIterator](), idle: setTimeout(() => {}, 0) };
  }

  #keep(open: Open): void {
    this.#open.push(open);
    open.idle = setTimeout(() => this.#drop(open), IDLE_MS);
    open.idle.unref();
    if (this.#open.length > OPEN_MAX) this.#drop(this.#open[0]!);
  }

  #drop(open: Open): void {
    const index = this.#open.indexOf(open);
    if (index < 0) return;
    this.#open.splice(index, 1);
    clearTimeout(open.idle);
    open.messages.stop();
  }
}
