import type { Said } from './command.ts';

/** Lines that are told while work goes on elsewhere. */
export class Progress {
  readonly #lines: string[] = [];
  #wake: () => void = () => {};

  say(line: string): void {
    this.#lines.push(line);
    this.#wake();
  }

  /** Says every line as it comes, until the work is over, however it ends. */
  async *until(work: Promise<unknown>): AsyncGenerator<Said, void> {
    let over = false;
    const end = () => {
      over = true;
      this.#wake();
    };
    work.then(end, end);
    for (;;) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift())
        yield { err: line };
      if (over) return;
      await new Promise<void>((wake) => {
        this.#wake = wake;
        if (over || this.#lines.length > 0) wake();
      });
    }
  }
}
