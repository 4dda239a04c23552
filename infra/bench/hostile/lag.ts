const EVERY_MS = 10;

/** How late this process's event loop was at worst, in ms, since the last time it was asked. */
export class Lag {
  #last = performance.now();
  #worst = 0;
  readonly #timer = setInterval(() => this.#beat(), EVERY_MS);

  take(): number {
    this.#beat();
    const worst = this.#worst;
    this.#worst = 0;
    return worst;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const now = performance.now();
    this.#worst = Math.max(this.#worst, now - this.#last - EVERY_MS);
    this.#last = now;
  }
}
