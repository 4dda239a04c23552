import { headers } from '@nats-io/transport-node';
import type { JsMsg } from '@nats-io/jetstream';
import { sha256 } from '../../../events/hash.ts';
import type { TaskLease, TaskMessage, TaskQueue } from '../../../events/substrate/tasks.ts';
import { LogFailure } from '../failure.ts';
import { logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import type { Register } from './register.ts';
import type { StreamNames } from './streams.ts';
import { Tail } from './tail.ts';
import { died } from './taskState.ts';
import type { TaskState } from './taskState.ts';
import { token } from './token.ts';

type Heard = TaskMessage & {
  readonly sequence: number;
  /** When the server stored it, ISO. */
  readonly at: string;
  /** Why it cannot be taken as it is. */
  readonly wrong?: string;
};

const ID = 'Nats-Msg-Id';

/** What the headers of a task may take of its message. */
const HEADERS_BYTES = 1024;

const hashOf = ({ capability, body }: TaskMessage): string => sha256(`${capability}\n${body}`);
const keyOf = (id: string): string => `task.${token(id)}`;

/**
 * The tasks: a stream of messages that any program may publish to `<root>.task.<capability>`, named by `Nats-Msg-Id`. Who works on one, and
 * what became of it, is an entry of the register; the message goes when its outcome is committed.
 */
export class NatsTasks implements TaskQueue {
  readonly #ground: Ground;
  readonly #names: StreamNames;
  readonly #register: Register<TaskState>;
  readonly #tail: Tail;
  /** By id, oldest first. */
  readonly #messages = new Map<string, Heard>();
  /** Not looked at yet. */
  #heard: Heard[] = [];
  #loaded: Promise<void> = Promise.resolve();
  #own = 0;

  constructor(ground: Ground, names: StreamNames, register: Register<TaskState>) {
    this.#ground = ground;
    this.#names = names;
    this.#register = register;
    this.#tail = new Tail(ground, {
      stream: names.tasks,
      from: 'all',
      hear: (message) => this.#hear(message),
    });
  }

  start(): void {
    this.#tail.start();
    this.#loaded = Promise.all([this.#tail.caughtUp(), this.#register.caughtUp()]).then(() => {});
    // Whoever needs it waits for it, and hears then that it failed.
    this.#loaded.catch(() => {});
  }

  stop(): Promise<void> {
    return this.#tail.stop();
  }

  async publish(task: TaskMessage): Promise<{ readonly status: 'published' | 'duplicate' | 'conflict' }> {
    const { nc, url } = this.#ground;
    const bytes = Buffer.byteLength(task.body);
    const most = nc.info!.max_payload - HEADERS_BYTES;
    if (bytes > most)
      throw new LogFailure(
        'other',
        `task ${task.id} has ${bytes} bytes, log ${url} takes at most ${most}: store what is large as a blob and name it in the task`,
      );
    await this.#known();
    const said = (hash: string): { readonly status: 'duplicate' | 'conflict' } => ({
      status: hash === hashOf(task) ? 'duplicate' : 'conflict',
    });
    const state = this.#register.get(keyOf(task.id)) ?? (await this.#register.fetch(keyOf(task.id)));
    if (state) return said(state.value.hash);
    const waiting = this.#messages.get(task.id);
    if (waiting) return said(hashOf(waiting));
    const own = headers();
    own.set(ID, task.id);
    own.set('Nats-Expected-Stream', this.#names.tasks);
    const ack = await this.#ground.publisher
      .publish(`${this.#ground.root}.task.${task.capability}`, task.body, own)
      .catch((error: unknown) => {
        throw logFailure(error, this.#ground);
      });
    this.#own = Math.max(this.#own, ack.seq);
    if (!ack.duplicate) return { status: 'published' };
    await this.#tail.until(ack.seq);
    this.#sort();
    const first = this.#messages.get(task.id);
    return first ? said(hashOf(first)) : { status: 'duplicate' };
  }

  async claim(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly TaskLease[]> {
    await Promise.all([this.#tail.until(this.#own), this.#loaded]);
    this.#sort();
    const leases: TaskLease[] = [];
    for (const message of this.#messages.values()) {
      if (leases.length >= limit) break;
      const known = this.#register.get(keyOf(message.id));
      const state = this.#stateOf(message);
      // Another process brought it to its end.
      if (state.status === 'done') this.#messages.delete(message.id);
      // Who writes it down first tells those who watch.
      if (message.wrong !== undefined && !known && (await this.#register.write(keyOf(message.id), state, 0)))
        await this.#letter(message, message.wrong);
      if (state.status !== 'waiting' || state.freeAt > now) continue;
      const taken = { ...state, worker, freeAt: now + leaseMs, attempts: state.attempts + 1 };
      if ((await this.#register.write(keyOf(message.id), taken, known?.revision ?? 0)) === null) continue;
      const { id, capability, body } = message;
      leases.push({ id, capability, body, attempts: taken.attempts, worker });
    }
    return leases;
  }

  async ack(id: string, worker: string): Promise<boolean> {
    const message = this.#messages.get(id);
    const done = await this.#change(id, worker, (state) => ({ ...state, status: 'done', worker: null }));
    if (done && message) {
      this.#messages.delete(id);
      await this.#drop(message.sequence);
    }
    return done;
  }

  release(id: string, worker: string, at: number): Promise<boolean> {
    return this.#change(id, worker, (state) => ({ ...state, worker: null, freeAt: at }));
  }

  async bury(id: string, worker: string, reason: string, at: string): Promise<boolean> {
    const message = this.#messages.get(id);
    const buried = await this.#change(id, worker, (state) => died(state, reason, at));
    if (buried && message) await this.#letter(message, reason);
    return buried;
  }

  async setAside(id: string, reason: string, at: string): Promise<boolean> {
    await this.#known();
    for (;;) {
      const found = await this.#register.fetch(keyOf(id));
      const message = this.#messages.get(id);
      const state = message && (found?.value ?? this.#stateOf(message));
      if (state?.status !== 'waiting') return false;
      if (!(await this.#register.write(keyOf(id), died(state, reason, at), found?.revision ?? 0))) continue;
      await this.#letter(message!, reason);
      return true;
    }
  }

  /** A copy for whoever watches the dead letters; the message itself stays, so that it can be brought back. */
  async #letter({ id, capability, body }: Heard, reason: string): Promise<void> {
    const own = headers();
    own.set('dse-reason', reason.replaceAll(/[\r\n]+/g, ' '));
    own.set('dse-task', id);
    const { root, publisher } = this.#ground;
    await publisher.publish(`${root}.dead.${capability}`, body, own);
  }

  async dead() {
    await this.#known();
    return [...this.#messages.values()].flatMap((message) => {
      const { status, reason, attempts, diedAt } = this.#stateOf(message);
      const { id, capability, body } = message;
      return status === 'dead' ? [{ id, capability, body, reason, attempts, diedAt }] : [];
    });
  }

  async retry(id: string, cap: number): Promise<{ readonly status: 'retried' | 'unknown' | 'capped' }> {
    await this.#known();
    for (;;) {
      const found = await this.#register.fetch(keyOf(id));
      const message = this.#messages.get(id);
      const state = found?.value ?? (message && this.#stateOf(message));
      if (state?.status !== 'dead') return { status: 'unknown' };
      if (state.retries >= cap) return { status: 'capped' };
      const again = { ...state, status: 'waiting', freeAt: 0, retries: state.retries + 1 } as const;
      if (await this.#register.write(keyOf(id), again, found?.revision ?? 0)) return { status: 'retried' };
    }
  }

  async waiting(): Promise<number> {
    await this.#known();
    return [...this.#messages.values()].filter((message) => this.#stateOf(message).status === 'waiting')
      .length;
  }

  /** Waits until this process knows what anybody published and claimed by now. */
  async #known(): Promise<void> {
    await Promise.all([this.#tail.caughtUp(), this.#register.caughtUp()]);
    this.#sort();
  }

  #stateOf(message: Heard): TaskState {
    const fresh = {
      status: message.wrong === undefined ? 'waiting' : 'dead',
      worker: null,
      freeAt: 0,
      attempts: 0,
      retries: 0,
      reason: message.wrong ?? '',
      diedAt: message.wrong === undefined ? '' : message.at,
    } as const;
    return this.#register.get(keyOf(message.id))?.value ?? { ...fresh, hash: hashOf(message) };
  }

  async #change(id: string, worker: string, next: (state: TaskState) => TaskState): Promise<boolean> {
    const held = await this.#register.fetch(keyOf(id));
    if (held?.value.status !== 'waiting' || held.value.worker !== worker) return false;
    return (await this.#register.write(keyOf(id), next(held.value), held.revision)) !== null;
  }

  #hear(message: JsMsg): void {
    const capability = message.subject.split('.')[2] ?? '';
    // A message without a name is named by its place.
    const id = message.headers?.get(ID) || `unnamed-${message.seq}`;
    this.#heard.push({
      id,
      capability,
      body: message.string(),
      sequence: message.seq,
      at: message.time.toISOString(),
    });
  }

  /**
   * A name that comes again after the server forgot it: with the same body it is the same task, and the message goes; with another it is
   * kept among the dead under a name of its own.
   */
  #sort(): void {
    for (const heard of this.#heard.splice(0)) {
      const first = this.#messages.get(heard.id);
      const state = this.#register.get(keyOf(heard.id))?.value;
      const hash = state?.hash ?? (first && hashOf(first));
      if (hash !== undefined && hash !== hashOf(heard)) {
        const wrong = `a task "${heard.id}" with another body was there before: give it a name of its own`;
        this.#messages.set(`again-${heard.sequence}`, { ...heard, id: `again-${heard.sequence}`, wrong });
      } else if (first || state?.status === 'done') void this.#drop(heard.sequence);
      else this.#messages.set(heard.id, heard);
    }
  }

  /** The message is not needed any more. Somebody else may have dropped it. */
  async #drop(sequence: number): Promise<void> {
    await this.#ground.jsm.streams.deleteMessage(this.#names.tasks, sequence, false).catch(() => false);
  }
}
