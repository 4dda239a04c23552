import type { FactData } from '../events/catalog.ts';
import type { Quota } from '../events/objectives.ts';

const MINUTE_MS = 60_000;

type Used = { minute: number; cpuUs: number; runs: number };

/** What is used up, and until when; null: there is room. */
export type Exceeded = FactData<'quota.exceeded'> & { readonly minute: number; readonly untilMs: number };

/**
 * What runs used in the current minute of the clock, per capability and for the whole process (SPEC G17). A quota is looked at before a
 * run: the run that reaches it still ends, bounded by its own limits, and the next ones are refused until the minute is over.
 */
export class QuotaBook {
  readonly #clock: () => number;
  readonly #process: Quota;
  readonly #used = new Map<string, Used>();
  /** The minute in which a refusal was last told. */
  readonly #told = new Map<string, number>();
  #all: Used = { minute: 0, cpuUs: 0, runs: 0 };

  /** `process` bounds all capabilities together. */
  constructor(clock: () => number, process: Quota) {
    this.#clock = clock;
    this.#process = process;
  }

  /** Whether a run of this capability would go beyond a quota. */
  exceeded(capability: string, quota: Quota): Exceeded | null {
    const used = this.#current(this.#used.get(capability));
    return (
      this.#beyond('capability', quota, used) ??
      this.#beyond('process', this.#process, this.#current(this.#all))
    );
  }

  /** Whether a refusal of this minute, quota and scope is a fact already: then refusing costs the log nothing more. */
  isTold(capability: string, { scope, quota, minute }: Exceeded): boolean {
    return this.#told.get(`${capability} ${scope} ${quota}`) === minute;
  }

  /** Notes that it is. */
  told(capability: string, { scope, quota, minute }: Exceeded): void {
    this.#told.set(`${capability} ${scope} ${quota}`, minute);
  }

  /** Books a run that was begun. */
  begun(capability: string): void {
    for (const used of this.#both(capability)) used.runs += 1;
  }

  /** Books what a run took. */
  spent(capability: string, cpuUs: number): void {
    for (const used of this.#both(capability)) used.cpuUs += cpuUs;
  }

  #beyond(scope: Exceeded['scope'], quota: Quota, { minute, cpuUs, runs }: Used): Exceeded | null {
    const untilMs = (minute + 1) * MINUTE_MS;
    if (quota.runs_per_minute !== null && runs >= quota.runs_per_minute)
      return { quota: 'runs', scope, most: quota.runs_per_minute, used: runs, minute, untilMs };
    const cpuMs = Math.floor(cpuUs / 1000);
    if (quota.cpu_ms_per_minute !== null && cpuMs >= quota.cpu_ms_per_minute)
      return { quota: 'cpu_ms', scope, most: quota.cpu_ms_per_minute, used: cpuMs, minute, untilMs };
    return null;
  }

  #both(capability: string): readonly Used[] {
    const own = this.#current(this.#used.get(capability));
    this.#used.set(capability, own);
    this.#all = this.#current(this.#all);
    return [own, this.#all];
  }

  /** The same while its minute lasts, else a new one. */
  #current(used: Used | undefined): Used {
    const minute = Math.floor(this.#clock() / MINUTE_MS);
    return used?.minute === minute ? used : { minute, cpuUs: 0, runs: 0 };
  }
}
