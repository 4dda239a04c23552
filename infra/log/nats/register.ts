import { headers } from '@nats-io/transport-node';
import type { StoredMsg } from '@nats-io/jetstream';
import { isConflict, isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import { bucketOf } from './streams.ts';
import { Tail } from './tail.ts';

export type Entry<V> = { readonly value: V; readonly revision: number };

/** Tells a write from every other one. */
const MARK = 'dse-mark';

/**
 * A KV bucket whose entries this process has in memory: read without a round trip, written only at the revision that was read, so that of
 * two writers one learns that it came late.
 */
export class Register<V> {
  readonly #ground: Ground;
  readonly #stream: string;
  readonly #entries = new Map<string, Entry<V>>();
  readonly #tail: Tail;

  constructor(ground: Ground, stream: string) {
    this.#ground = ground;
    this.#stream = stream;
    const start = this.#subject('').length;
    this.#tail = new Tail(ground, {
      stream,
      from: 'last',
      hear: (message) => {
        const key = message.subject.slice(start);
        const known = this.#entries.get(key);
        if (known && known.revision >= message.seq) return;
        const text = message.string();
        if (text === '') this.#entries.delete(key);
        else this.#entries.set(key, { value: JSON.parse(text) as V, revision: message.seq });
      },
    });
  }

  start(): void {
    this.#tail.start();
  }

  stop(): Promise<void> {
    return this.#tail.stop();
  }

  /** Waits until everything that is written by now is known here. */
  caughtUp(): Promise<void> {
    return this.#tail.caughtUp();
  }

  get(key: string): Entry<V> | null {
    return this.#entries.get(key) ?? null;
  }

  /** Asks the server. */
  async fetch(key: string): Promise<Entry<V> | null> {
    const found = await this.#last(key);
    return found && this.#remember(key, { value: found.json<V>(), revision: found.seq });
  }

  /** Writes at this revision (0: there was nothing). Null when somebody else wrote meanwhile. */
  async write(key: string, value: V, revision: number): Promise<Entry<V> | null> {
    const { publisher } = this.#ground;
    const mark = publisher.mark();
    const own = headers();
    own.append('Nats-Expected-Stream', this.#stream);
    own.append('Nats-Expected-Last-Subject-Sequence', String(revision));
    own.append(MARK, mark);
    try {
      const { seq } = await publisher.publish(this.#subject(key), JSON.stringify(value), own);
      return this.#remember(key, { value, revision: seq });
    } catch (error) {
      if (!isConflict(error)) throw logFailure(error, this.#ground);
      const found = await this.#last(key);
      if (!found) {
        // What was known of it was deleted meanwhile.
        this.drop(key);
        return null;
      }
      const entry = this.#remember(key, { value: found.json<V>(), revision: found.seq });
      // It was sent twice, for want of an answer, and met itself.
      return found.header.get(MARK) === mark ? entry : null;
    }
  }

  async #last(key: string): Promise<StoredMsg | null> {
    try {
      const { patience, jsm } = this.#ground;
      const query = { last_by_subj: this.#subject(key) };
      const found = await patience.ask(() => jsm.streams.getMessage(this.#stream, query));
      return found && found.data.length > 0 ? found : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw logFailure(error, this.#ground);
    }
  }

  #remember(key: string, entry: Entry<V>): Entry<V> {
    const known = this.#entries.get(key);
    if (!known || known.revision < entry.revision) this.#entries.set(key, entry);
    return entry;
  }

  /** The entries whose keys begin so. */
  *entries(prefix: string): IterableIterator<readonly [string, Entry<V>]> {
    for (const one of this.#entries) if (one[0].startsWith(prefix)) yield one;
  }

  /** Forgets an entry in this process. */
  drop(key: string): void {
    this.#entries.delete(key);
  }

  /** Deletes what was written at this revision; what was written since stays. */
  async delete(revision: number): Promise<void> {
    await this.#ground.jsm.streams.deleteMessage(this.#stream, revision, false).catch(() => false);
  }

  #subject(key: string): string {
    return `$KV.${bucketOf(this.#stream)}.${key}`;
  }
}
