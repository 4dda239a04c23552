/** One thing at a time per actor, in the order it came; different actors do not wait for each other. */
export class Mailbox {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** How many jobs wait or run. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `job` after everything that was put in before, whether that worked or not. */
  put<T>(job: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#tail.then(job, job);
    this.#tail = result.then(
      () => {
        this.#waiting -= 1;
      },
      () => {
        this.#waiting -= 1;
      },
    );
    return result;
  }
}
