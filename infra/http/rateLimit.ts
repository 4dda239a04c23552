const MINUTE_MS = 60_000;

/** Requests of each caller in the current minute of the clock. */
export class RateLimit {
  readonly #clock: () => number;
  #minute = 0;
  #counts = new Map<string, number>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts a request; when it is one too many, the moment (ms) from which the next is taken. */
  take(caller: string, most: number | null): number | null {
    const minute = Math.floor(this.#clock() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(caller) ?? 0) + 1;
    if (most !== null && count > most) return (minute + 1) * MINUTE_MS;
    this.#counts.set(caller, count);
    return null;
  }
}
