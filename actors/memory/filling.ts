import { sha256 } from '../../events/hash.ts';
import type { Embedder } from './embedder.ts';
import type { VectorIndex, VectorRecord } from './vectorIndex.ts';

/** An empty index for the vectors of an embedder, or one that holds some of them already. Different names, different indexes. */
export type OpenIndex = (embedder: Embedder) => Promise<VectorIndex>;

/** What a record of the index is made of. */
export type Indexable = {
  readonly id: string;
  readonly description: string;
  readonly record: VectorRecord['fields'];
};

type Filled = { readonly embedder: Embedder; readonly index: VectorIndex };

/** Field of a record that says what it was made of, so that what an index holds already is not embedded again. */
const STAMP = 'stamp';
/** Vectors made and handed over in one go. */
const AT_ONCE = 1000;

/** The index of the embedder of the moment, and what it does not hold yet: what could not be written is tried again. */
export class Filling {
  readonly #open: OpenIndex;
  /** Null: to be taken out. */
  readonly #unwritten = new Map<string, Indexable | null>();
  #filled: Filled | null = null;

  constructor(open: OpenIndex) {
    this.#open = open;
  }

  /** Null until there is something. */
  get filled(): Filled | null {
    return this.#filled;
  }

  put(thing: Indexable): void {
    this.#unwritten.set(thing.id, thing);
  }

  remove(id: string): void {
    this.#unwritten.set(id, null);
  }

  /**
   * Writes what is unwritten. With another embedder than before into another index, where everything `kept` is unwritten but
   * what it holds already; of what is there besides only `gone` is taken out: the rest may be of a process that knows more.
   */
  async write(
    embedder: Embedder,
    kept: ReadonlyMap<string, Indexable>,
    gone: ReadonlySet<string>,
  ): Promise<void> {
    if (this.#filled?.embedder.name !== embedder.name) {
      const index = await this.#open(embedder);
      const there = await index.values(STAMP);
      this.#unwritten.clear();
      for (const id of there.keys()) if (gone.has(id)) this.remove(id);
      for (const thing of kept.values()) {
        if (there.get(thing.id) !== stampOf(thing, embedder)) this.put(thing);
      }
      await this.#filled?.index.close();
      this.#filled = { embedder, index };
    }
    await this.#writeInto(this.#filled);
  }

  async close(): Promise<void> {
    await this.#filled?.index.close();
  }

  async #writeInto({ embedder, index }: Filled): Promise<void> {
    const removed = [...this.#unwritten].flatMap(([id, thing]) => (thing === null ? [id] : []));
    await index.remove(removed);
    for (const id of removed) this.#unwritten.delete(id);
    const things = [...this.#unwritten.values()].filter((thing) => thing !== null);
    for (let from = 0; from < things.length; from += AT_ONCE) {
      const some = things.slice(from, from + AT_ONCE);
      const texts = [...new Set(some.map(({ description }) => description))];
      const vectors = await embedder.embed(texts);
      const vectorOf = new Map(texts.map((text, at) => [text, vectors[at]!]));
      await index.upsert(
        some.map((thing) => ({
          id: thing.id,
          vector: vectorOf.get(thing.description)!,
          fields: { ...thing.record, [STAMP]: stampOf(thing, embedder) },
        })),
      );
      for (const { id } of some) this.#unwritten.delete(id);
    }
  }
}

function stampOf({ description, record }: Indexable, { name }: Embedder): string {
  return sha256(JSON.stringify([name, description, record]));
}
