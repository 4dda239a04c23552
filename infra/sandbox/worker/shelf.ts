import type { ServedArtifact } from './serve.ts';

/** An isolate takes one to two megabytes: beyond this many, the artifact called longest ago is unloaded until it is called again. */
const LOADED = 128;

/** The artifacts served from this process. */
export class Shelf {
  readonly #all = new Map<number, ServedArtifact>();
  /** Loaded ones, the last called at the end. */
  readonly #loaded = new Set<number>();
  #last = 0;

  put(id: number, artifact: ServedArtifact): void {
    this.#all.set(id, artifact);
    this.#touch(id);
  }

  /** The artifact, about to be called. */
  take(id: number): ServedArtifact {
    const artifact = this.#all.get(id);
    if (artifact === undefined) throw new Error('a call to an artifact that is not loaded here');
    if (id !== this.#last) this.#touch(id);
    return artifact;
  }

  remove(id: number): void {
    this.#all.get(id)?.unload();
    this.#all.delete(id);
    this.#loaded.delete(id);
  }

  #touch(id: number): void {
    this.#last = id;
    this.#loaded.delete(id);
    this.#loaded.add(id);
    if (this.#loaded.size <= LOADED) return;
    const [oldest] = this.#loaded;
    if (oldest === undefined) return;
    this.#all.get(oldest)?.unload();
    this.#loaded.delete(oldest);
  }
}
