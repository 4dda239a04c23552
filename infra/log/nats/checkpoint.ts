import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobStore } from '../../../events/substrate/blobs.ts';
import type { Claim } from './claims.ts';
import type { Asked, PendingIndex } from './pendingIndex.ts';
import type { Entry, Register } from './register.ts';

/** Where the latest checkpoint is. */
export type Pointer = { readonly position: number; readonly rows: string };
/** What was pending at a position of the event stream. */
type Checkpoint = { readonly position: number; readonly rows: readonly Asked[] };

const POINTER = 'checkpoint';
const EFFECT = 'effect.';
/** Commits between two checkpoints. */
const EVERY = 10_000;
/** A backlog beyond this is worked off first: writing it down would cost more than it saves. */
const ROWS_MAX = 20_000;
/** Processes that share a log come to it at different moments, so that one of them does it for all. */
const SPREAD_MS = 2000;
const DELETED_AT_ONCE = 32;

/**
 * Writes down from time to time what is pending, so that a process need not fold the stream from its beginning, and so that claims which
 * are done can be forgotten. Order matters: the pointer is written first, then claims behind it are deleted. Whoever did not hear that an
 * effect was done, and finds no claim on it, asks the pointer (`finished`) before working on it again.
 */
export class Checkpoints {
  readonly #index: PendingIndex;
  readonly #register: Register<Claim>;
  readonly #pointers: Register<Pointer>;
  readonly #blobs: BlobStore;
  readonly #delayMs: number;
  readonly #ending = new AbortController();
  #known = 0;
  #work: Promise<void> | null = null;
  #latest: { readonly hash: string; readonly keys: ReadonlySet<string> } | null = null;

  /** `name` is this process's own. */
  constructor(index: PendingIndex, register: Register<Claim | Pointer>, blobs: BlobStore, name: string) {
    this.#index = index;
    this.#register = register as Register<Claim>;
    this.#pointers = register as Register<Pointer>;
    this.#blobs = blobs;
    this.#delayMs = createHash('sha256').update(name).digest().readUInt32LE(0) % SPREAD_MS;
  }

  /** Lets the index go on from the latest checkpoint, then keeps making them. `end` is the last position of the event stream. */
  async start(end: number): Promise<void> {
    const checkpoint = await this.#load(await this.#pointers.fetch(POINTER));
    // One beyond the end belongs to a stream that is no more.
    if (checkpoint && checkpoint.position <= end) {
      this.#index.restore(checkpoint.rows, checkpoint.position);
      this.#known = checkpoint.position;
    }
    this.#index.onCommit(() => {
      if (this.#work || this.#index.reached - this.#known < EVERY) return;
      // What fails is tried again after as many commits; the log is whole without it.
      this.#work = this.#advance()
        .catch(() => {})
        .finally(() => {
          this.#known = Math.max(this.#known, this.#index.reached - EVERY / 2);
          this.#work = null;
        });
    });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }

  /** Which of these nobody need do any more: they are behind the checkpoint and not in it. Asked of the leader. */
  async finished(asked: readonly Asked[]): Promise<ReadonlySet<string>> {
    while (asked.length > 0) {
      const pointer = await this.#pointers.fetch(POINTER);
      const behind = asked.filter(({ position }) => position <= (pointer?.value.position ?? 0));
      if (behind.length === 0) return new Set();
      const keys = await this.#keys(pointer!.value);
      if (keys) return new Set(behind.map(({ key }) => key).filter((key) => !keys.has(key)));
      // Replaced since the pointer was read, or lost: then the effect is done again rather than never.
      if ((await this.#pointers.fetch(POINTER))?.revision === pointer!.revision) break;
    }
    return new Set();
  }

  async #advance(): Promise<void> {
    await sleep(this.#delayMs, undefined, { signal: this.#ending.signal });
    const previous = this.#pointers.get(POINTER);
    if (previous && this.#index.reached - previous.value.position < EVERY) {
      this.#forget(previous.value.position, null);
      return;
    }
    const position = this.#index.reached;
    const rows = [...this.#index.asked()].filter(({ key }) => !this.#register.get(EFFECT + key)?.value.done);
    if (rows.length > ROWS_MAX) return;
    const keys = new Set(rows.map(({ key }) => key));
    const text = JSON.stringify({ position, rows } satisfies Checkpoint);
    const hash = await this.#blobs.put(text, 'value');
    const written = await this.#pointers.write(POINTER, { position, rows: hash }, previous?.revision ?? 0);
    const old = written ? previous?.value.rows : hash;
    if (old !== undefined && old !== this.#pointers.get(POINTER)?.value.rows) await this.#blobs.erase(old);
    if (!written) return;
    this.#latest = { hash, keys };
    this.#known = position;
    const revisions = this.#forget(position, keys);
    while (revisions.length > 0 && !this.#ending.signal.aborted)
      await Promise.all(
        revisions.splice(0, DELETED_AT_ONCE).map((revision) => this.#register.delete(revision)),
      );
  }

  /** Claims behind a checkpoint that nobody needs go from memory; gives their revisions. */
  #forget(position: number, keys: ReadonlySet<string> | null): number[] {
    this.#known = Math.max(this.#known, position);
    const revisions: number[] = [];
    for (const [name, { value, revision }] of this.#register.entries(EFFECT)) {
      const key = name.slice(EFFECT.length);
      const over = keys ? !keys.has(key) : value.done || this.#index.get(key) === null;
      if (value.position > position || !over) continue;
      this.#index.remove(key);
      this.#register.drop(name);
      revisions.push(revision);
    }
    return revisions;
  }

  async #keys({ rows: hash }: Pointer): Promise<ReadonlySet<string> | null> {
    if (this.#latest?.hash === hash) return this.#latest.keys;
    const text = await this.#blobs.get(hash);
    if (text === null) return null;
    const { rows } = JSON.parse(Buffer.from(text).toString()) as Checkpoint;
    this.#latest = { hash, keys: new Set(rows.map(({ key }) => key)) };
    return this.#latest.keys;
  }

  /** Null when there is none, or none any more: then the stream is folded from its beginning. */
  async #load(pointer: Entry<Pointer> | null): Promise<Checkpoint | null> {
    if (pointer === null) return null;
    const text = await this.#blobs.get(pointer.value.rows);
    if (text !== null) return JSON.parse(Buffer.from(text).toString()) as Checkpoint;
    const again = await this.#pointers.fetch(POINTER);
    return again === null || again.revision === pointer.revision ? null : this.#load(again);
  }
}
