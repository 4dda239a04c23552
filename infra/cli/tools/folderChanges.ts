import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Editors write a file in several steps: what comes within this time is one change, in ms. */
const QUIET_MS = 200;

/** Changes in a folder, from the moment it is made: none is missed while the last is worked on. */
export class FolderChanges {
  readonly #signal: AbortSignal;
  readonly #watcher: FSWatcher;
  #changed = false;
  #wake = (): void => {};

  constructor(folder: string, signal: AbortSignal) {
    this.#signal = signal;
    this.#watcher = watch(folder, () => this.#notice());
    this.#signal.addEventListener('abort', () => this.#notice(), { once: true });
  }

  /** True after a burst of changes; false when it is stopped. */
  async next(): Promise<boolean> {
    if (!this.#changed && !this.#signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
    while (this.#changed && !this.#signal.aborted) {
      this.#changed = false;
      await sleep(QUIET_MS, null, { signal: this.#signal }).catch(() => null);
    }
    return !this.#signal.aborted;
  }

  close(): void {
    this.#watcher.close();
  }

  #notice(): void {
    this.#changed = true;
    this.#wake();
  }
}
