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

type Asking = Pick<Commit, 'id' | 'actor' | 'effects' | 'meta'>;
/** What a commit does to what is pending; `asked` null when it asks for nothing. */
type Change = {
  readonly actor: ActorRef;
  readonly ended: readonly string[];
  readonly asked: Asking | null;
};

/** Effects as the log will give them back: whoever works on them must not see what JSON does not keep. */
function changeOf({ id, actor, ended, effects, meta }: Commit): Change {
  if (effects.length === 0) return { actor, ended, asked: null };
  const kept = JSON.parse(JSON.stringify(effects)) as Commit['effects'];
  return { actor, ended, asked: { id, actor, effects: kept, meta } };
}

function changeIn(message: JsMsg): Change {
  const [, , kind, id] = message.subject.split('.');
  const ended = message.headers?.get('dse-ended') ?? '';
  return {
    actor: { kind: kind as ActorKind, id: id! },
    ended: ended === '' ? [] : ended.split(','),
    // Most commits ask for nothing: their text is not read.
    asked: (message.headers?.get('dse-effects') ?? '') === '' ? null : message.json<Commit>(),
  };
}

/**
 * The pending effects as a fold of the event stream: nothing is copied into a queue, so nothing can be lost between the two, and what a
 * commit ended is gone with it. Who works on them stands elsewhere (`claims.ts`).
 */
export class PendingIndex {
  readonly #tail: Tail;
  readonly #asked = new Map<string, Asked>();
  readonly #ofActor = new Map<string, Set<string>>();
  readonly #listeners = new Set<() => void>();
  /** What this process appended and the stream has not brought back yet, by position: it need not be read again. */
  readonly #coming = new Map<number, Change>();
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

  /** This process appended a commit there (or its twin, null): what it asks first knows of it before it is answered. */
  appended(position: number, commit: Commit | null): void {
    this.#own = Math.max(this.#own, position);
    if (commit === null) return;
    if (position > this.#tail.reached) this.#coming.set(position, changeOf(commit));
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
    const own = this.#coming.get(message.seq);
    if (own) this.#coming.delete(message.seq);
    const { actor, ended, asked } = own ?? changeIn(message);
    if (ended.length > 0) {
      for (const key of this.#ofActor.get(nameOf(actor)) ?? [])
        if (ended.includes(this.#asked.get(key)!.effect.child)) this.remove(key);
    }
    if (asked) this.#ask(asked, message.seq);
    for (const wake of this.#listeners) wake();
  }

  #ask({ id, actor, effects, meta }: Asking, position: number): void {
    for (const [index, effect] of effects.entries())
      this.#add({
        key: effectKey(id, index),
        actor,
        position,
        effect,
        correlation: meta.correlation,
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
