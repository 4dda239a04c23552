import type { JsMsg } from '@nats-io/jetstream';
import type { ActorKind, ActorRef, Commit, Effect } from '../../../events/commit.ts';
import { effectKey } from '../../../events/commit.ts';
import type { Ground } from './ground.ts';
import { Tail } from './tail.ts';

/** An effect that a commit asked for and no later one ended. */
export type Asked = {
  readonly key: string;
  readonly actor: ActorRef;
  readonly position: number;
  readonly effect: Effect;
  readonly correlation: string;
  /** ms since the epoch, of a timer; null for other effects. */
  readonly due: number | null;
};

/**
 * The pending effects as a fold of the event stream: nothing is copied into a queue, so nothing can be lost between the two, and what a
 * commit ended is gone with it. Who works on them stands elsewhere (`claims.ts`).
 */
export class PendingIndex {
  readonly #tail: Tail;
  readonly #asked = new Map<string, Asked>();
  readonly #ofActor = new Map<string, Set<string>>();
  readonly #listeners = new Set<() => void>();
  #own = 0;
  #from = 0;

  constructor(ground: Ground, stream: string) {
    this.#tail = new Tail(ground, { stream, from: 'all', hear: (message) => this.#hear(message) });
  }

  /** Begins with what was pending at a position, instead of with nothing. */
  restore(rows: readonly Asked[], position: number): void {
    for (const row of rows) this.#add(row);
    this.#from = position;
  }

  start(): void {
    this.#tail.start(this.#from);
  }

  /** The position of the last commit known here. */
  get reached(): number {
    return this.#tail.reached;
  }

  stop(): Promise<void> {
    return this.#tail.stop();
  }

  /** This process appended a commit there: what it asks first knows of it before it is answered. */
  appended(position: number): void {
    this.#own = Math.max(this.#own, position);
  }

  /** Knows what this process appended. */
  ownKnown(): Promise<void> {
    return this.#tail.until(this.#own);
  }

  /** Knows what anybody appended by now. */
  allKnown(): Promise<void> {
    return this.#tail.caughtUp();
  }

  /** Commits that are stored and not known here yet. */
  lag(): Promise<number> {
    return this.#tail.lag();
  }

  /** Oldest first. */
  asked(): IterableIterator<Asked> {
    return this.#asked.values();
  }

  get(key: string): Asked | null {
    return this.#asked.get(key) ?? null;
  }

  /** It is done: nobody need do it again. */
  remove(key: string): void {
    const known = this.#asked.get(key);
    if (!known) return;
    this.#asked.delete(key);
    const name = nameOf(known.actor);
    const keys = this.#ofActor.get(name);
    keys?.delete(key);
    if (keys?.size === 0) this.#ofActor.delete(name);
  }

  onCommit(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => this.#listeners.delete(wake);
  }

  #hear(message: JsMsg): void {
    const [, , kind, id] = message.subject.split('.');
    const actor = { kind: kind as ActorKind, id: id! };
    const ended = message.headers?.get('dse-ended') ?? '';
    if (ended !== '') {
      const children = new Set(ended.split(','));
      for (const key of this.#ofActor.get(nameOf(actor)) ?? []) {
        if (children.has(this.#asked.get(key)!.effect.child)) this.remove(key);
      }
    }
    // Most commits ask for nothing: their text is not read.
    if ((message.headers?.get('dse-effects') ?? '') !== '') this.#ask(actor, message);
    for (const wake of this.#listeners) wake();
  }

  #ask(actor: ActorRef, message: JsMsg): void {
    const commit = message.json<Commit>();
    for (const [index, effect] of commit.effects.entries())
      this.#add({
        key: effectKey(commit.id, index),
        actor,
        position: message.seq,
        effect,
        correlation: commit.meta.correlation,
        due: effect.due === undefined ? null : Date.parse(effect.due),
      });
  }

  #add(one: Asked): void {
    this.#asked.set(one.key, one);
    const name = nameOf(one.actor);
    const keys = this.#ofActor.get(name);
    if (keys) keys.add(one.key);
    else this.#ofActor.set(name, new Set([one.key]));
  }
}

const nameOf = ({ kind, id }: ActorRef): string => `${kind}.${id}`;
