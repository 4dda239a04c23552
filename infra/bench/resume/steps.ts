import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { ResumeNews } from './worker.ts';

/** Counts what the work has done so far, by what its processes tell and what the log holds. */
export class Steps {
  readonly #log: Substrate;
  readonly #committed = new Map<number, string>();
  readonly #begun = new Set<string>();
  /** Told by a process after the log had acknowledged it. */
  readonly #told: { position: number; id: string }[] = [];
  #after = 0;
  #before = 0;

  constructor(log: Substrate) {
    this.#log = log;
  }

  get commits(): number {
    return this.#committed.size;
  }

  get seen(): number {
    return this.commits + this.#begun.size - this.#before;
  }

  /** What was prepared is no step of the work. */
  async begin(): Promise<void> {
    await this.count();
    this.#before = this.commits + this.#begun.size;
  }

  hear(news: ResumeNews): void {
    if (news.type === 'begun') this.#begun.add(news.key);
    if (news.type !== 'committed') return;
    this.#told.push(news);
    this.#committed.set(news.position, news.id);
  }

  /** Reads what no process lived to tell. */
  async count(): Promise<void> {
    for (const { position, id } of await this.#log.events.readAll(this.#after, Infinity)) {
      this.#committed.set(position, id);
      this.#after = position;
    }
  }

  /** Effects that somebody works on now. */
  async held(): Promise<readonly string[]> {
    return (await this.#log.effects.pending()).flatMap(({ worker, effect, actor }) =>
      worker === null ? [] : [`${effect.name} of ${actor.kind}/${actor.id}`],
    );
  }

  async missing(): Promise<number> {
    const stored = new Map(
      (await this.#log.events.readAll(0, Infinity)).map((one) => [one.position, one.id]),
    );
    return this.#told.filter(({ position, id }) => stored.get(position) !== id).length;
  }
}
