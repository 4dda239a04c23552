/** Thrown by what counts; the script is aborted with it and cannot catch it. */
export class Stopped extends Error {}

/**
 * Fuel for bash: one per command, per expansion the interpreter names, per awk expression and statement, jq node and sed command it evaluates, and
 * one per sixteen bytes that a command reads and writes. Changing this changes every recorded fuel: raise `BASH_FUEL_TABLE`.
 */
export class Meter {
  readonly #now: () => number;
  #abort = new AbortController();
  #limit = Infinity;
  #deadline = Infinity;
  #used = 0;
  #bytes = 0;
  #stop: 'fuel' | 'timeout' | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(fuel: number, wallMs: number): AbortSignal {
    this.#abort = new AbortController();
    this.#limit = fuel;
    this.#deadline = this.#now() + wallMs;
    this.#used = 0;
    this.#bytes = 0;
    this.#stop = null;
    return this.#abort.signal;
  }

  get used(): number {
    return Math.min(this.#limit, this.#total());
  }

  /** What ended the script, if something did. */
  get stop(): 'fuel' | 'timeout' | null {
    return this.#stop;
  }

  /** What the interpreter calls at each step. */
  readonly hit = (): void => {
    this.#used += 1;
    if ((this.#used & 15) === 0 && this.#now() > this.#deadline) this.#end('timeout');
    if (this.#stop !== null || this.#total() > this.#limit) this.#end('fuel');
  };

  readonly moved = (bytes: number): void => {
    this.#bytes += bytes;
    if (this.#total() > this.#limit) this.#end('fuel');
  };

  #total(): number {
    return this.#used + Math.ceil(this.#bytes / 16);
  }

  #end(why: 'fuel' | 'timeout'): never {
    this.#stop ??= why;
    this.#abort.abort();
    throw new Stopped(why);
  }
}
