const MINUTE_MS = 60_000;

/** At most so many requests in any minute: each is given the first moment at which it fits, in the order they came. */
export class RateLimit {
  readonly #perMinute: number;
  /** Moments given away, ascending; only the last `perMinute` matter. */
  readonly #given: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** The moment (ms, same clock as `now`) at which one more request may go; null when that is after `latest`: nothing is taken then. */
  take(now: number, latest: number): number | null {
    const last = this.#given.at(-1) ?? now;
    const blocking = this.#given.at(-this.#perMinute);
    const free = blocking === undefined ? now : blocking + MINUTE_MS;
    const at = Math.max(now, last, free);
    if (at > latest) return null;
    this.#given.push(at);
    if (this.#given.length > this.#perMinute) this.#given.shift();
    return at;
  }
}
