import { Best } from '../../actors/memory/best.ts';
import { meets } from '../../actors/memory/vectorIndex.ts';
import type {
  FieldValue,
  VectorHit,
  VectorIndex,
  VectorRecord,
  VectorSearch,
} from '../../actors/memory/vectorIndex.ts';
import { unit } from './unit.ts';

const FIRST_ROOM = 256;

/** Every vector in one block of memory, compared one by one: exact, and nothing to tune. */
export class EmbeddedVectors implements VectorIndex {
  readonly dims: number;
  readonly #rows = new Map<string, number>();
  #ids: string[] = [];
  #fields: VectorRecord['fields'][] = [];
  #block: Float32Array;

  constructor(dims: number) {
    this.dims = dims;
    this.#block = new Float32Array(FIRST_ROOM * dims);
  }

  async upsert(records: readonly VectorRecord[]): Promise<void> {
    const units = records.map(({ id, vector }) => unit(vector, this.dims, `the vector of "${id}"`));
    this.#makeRoom(this.#ids.length + records.length);
    for (const [at, { id, fields }] of records.entries()) {
      const row = this.#rows.get(id) ?? this.#ids.length;
      this.#rows.set(id, row);
      this.#ids[row] = id;
      this.#fields[row] = fields;
      this.#block.set(units[at]!, row * this.dims);
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row === undefined) continue;
      // The last row moves into the gap.
      const last = this.#ids.length - 1;
      this.#block.copyWithin(row * this.dims, last * this.dims, (last + 1) * this.dims);
      this.#ids[row] = this.#ids[last]!;
      this.#fields[row] = this.#fields[last]!;
      this.#rows.set(this.#ids[row], row);
      this.#rows.delete(id);
      this.#ids.pop();
      this.#fields.pop();
    }
  }

  async search(
    vector: Float32Array,
    { limit, where = [], among }: VectorSearch,
  ): Promise<readonly VectorHit[]> {
    const query = unit(vector, this.dims, 'the vector searched for');
    const best = new Best(limit);
    const compare = (row: number): void => {
      if (where.length > 0 && !meets(this.#fields[row]!, where)) return;
      const score = this.#dot(query, row * this.dims);
      if (best.takes(score)) best.add({ id: this.#ids[row]!, score });
    };
    if (among === undefined) for (let row = 0; row < this.#ids.length; row++) compare(row);
    else
      for (const id of new Set(among)) {
        const row = this.#rows.get(id);
        if (row !== undefined) compare(row);
      }
    return best.sorted().map(({ id, score }) => ({ id, similarity: score }));
  }

  async values(field: string): Promise<ReadonlyMap<string, FieldValue>> {
    const values = new Map<string, FieldValue>();
    for (const [row, id] of this.#ids.entries()) {
      const value = this.#fields[row]![field];
      if (value !== undefined) values.set(id, value);
    }
    return values;
  }

  async count(): Promise<number> {
    return this.#ids.length;
  }

  async clear(): Promise<void> {
    this.#rows.clear();
    this.#ids = [];
    this.#fields = [];
    this.#block = new Float32Array(FIRST_ROOM * this.dims);
  }

  /** Its memory goes with the last who still searches it. */
  async close(): Promise<void> {}

  /** Four sums side by side, which the processor overlaps, always added in the same order. */
  #dot(query: Float32Array, from: number): number {
    const block = this.#block;
    const { length } = query;
    const even = length - (length % 4);
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < even; at += 4) {
      a += query[at]! * block[from + at]!;
      b += query[at + 1]! * block[from + at + 1]!;
      c += query[at + 2]! * block[from + at + 2]!;
      d += query[at + 3]! * block[from + at + 3]!;
    }
    for (let at = even; at < length; at++) a += query[at]! * block[from + at]!;
    return a + b + (c + d);
  }

  #makeRoom(rows: number): void {
    if (rows * this.dims <= this.#block.length) return;
    const larger = new Float32Array(Math.max(rows, 2 * this.#ids.length) * this.dims);
    larger.set(this.#block.subarray(0, this.#ids.length * this.dims));
    this.#block = larger;
  }
}
