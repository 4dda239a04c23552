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
  readonly #enders = new Set<(key: string) => void>();
  #own = 0;

  constructor(ground: Ground, stream: string) {
    this.#tail = new Tail(ground, { stream, from: 'all', hear: (message) => this.#hear(message) });
  }

  start(): void {
    this.#tail.start();
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
    this.#ofActor.get(`${known.actor.kind}.${known.actor.id}`)?.delete(key);
  }

  onCommit(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => this.#listeners.delete(wake);
  }

  /** Hears the keys of effects that a commit ended. */
  onEnded(heard: (key: string) => void): void {
    this.#enders.add(heard);
  }

  #hear(message: JsMsg): void {
    const [, , kind, id] = message.subject.split('.');
    const name = `${kind}.${id}`;
    const ended = message.headers?.get('dse-ended') ?? '';
    if (ended !== '') {
      const children = new Set(ended.split(','));
      for (const key of this.#ofActor.get(name) ?? []) {
        if (!children.has(this.#asked.get(key)!.effect.child)) continue;
        this.remove(key);
        for (const heard of this.#enders) heard(key);
      }
    }
    // Most commits ask for nothing: their text is not read.
    if ((message.headers?.get('dse-effects') ?? '') !== '')
      this.#ask(name, { kind: kind as ActorKind, id: id! }, message);
    for (const wake of this.#listeners) wake();
  }

  #ask(name: string, actor: ActorRef, message: JsMsg): void {
    const commit = message.json<Commit>();
    const keys = this.#ofActor.get(name) ?? new Set();
    this.#ofActor.set(name, keys);
    for (const [index, effect] of commit.effects.entries()) {
      const key = effectKey(commit.id, index);
      keys.add(key);
      this.#asked.set(key, {
        key,
        actor,
        position: message.seq,
        effect,
        correlation: commit.meta.correlation,
        due: effect.due === undefined ? null : Date.parse(effect.due),
      });
    }
  }
}
