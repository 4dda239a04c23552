import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDead } from './deadWorkers.ts';

const MARK = /^recording-(w-[a-z0-9-]+)$/;

/**
 * A mark beside the log while a process may hold runs that are answered but not written (`record: buffered`). A mark whose process
 * is dead says that a crash may have lost some: the loss is bounded, and shown as the fact `runs.lost` (DESIGN 4).
 */
export class RecordingMark {
  readonly #folder: string;
  readonly #writer: string;
  #set = false;

  constructor(folder: string, writer: string) {
    this.#folder = folder;
    this.#writer = writer;
  }

  /** Set before the first run is held back. */
  set(capability: string): void {
    if (this.#set) return;
    this.#set = true;
    writeFileSync(join(this.#folder, `recording-${this.#writer}`), capability);
  }

  /** Everything is written. */
  clear(): void {
    rmSync(join(this.#folder, `recording-${this.#writer}`), { force: true });
    this.#set = false;
  }

  /** Writers that died while their mark was set; their marks are taken away. */
  static takeDead(folder: string): readonly { readonly writer: string; readonly capability: string }[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => {
      const writer = MARK.exec(name)?.[1];
      if (!writer || !isDead(writer)) return [];
      const capability = readFileSync(join(folder, name), 'utf8') || 'unknown';
      rmSync(join(folder, name), { force: true });
      return [{ writer, capability }];
    });
  }
}
