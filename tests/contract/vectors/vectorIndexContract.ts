import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DimensionMismatch } from '../../../actors/memory/vectorIndex.ts';
import type { VectorIndex, VectorRecord } from '../../../actors/memory/vectorIndex.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

const DIMS = 8;

const record = (
  id: string,
  vector: readonly number[],
  fields: VectorRecord['fields'] = {},
): VectorRecord => ({
  id,
  vector: Float32Array.from(vector),
  fields,
});

/** Only the first numbers matter; the rest is zero. */
const pointing = (...numbers: number[]): number[] => [...numbers, ...Array(DIMS - numbers.length).fill(0)];

const EAST = Float32Array.from(pointing(1));

/** Everything a vector index must do, whichever stands behind it. `open` gives an empty one of the dimensions asked for. */
export function vectorIndexContract(name: string, open: (dims: number) => Promise<VectorIndex>): void {
  describe(`vector index: ${name}`, () => {
    let index: VectorIndex;
    beforeEach(async () => {
      index = await open(DIMS);
    });
    afterEach(async () => index.close());
    const found = async (limit = 10, rest: Partial<Parameters<VectorIndex['search']>[1]> = {}) =>
      (await index.search(EAST, { limit, ...rest })).map(({ id }) => id);

    it('finds the most similar first, by angle and not by length', async () => {
      await index.upsert([
        record('aslant', pointing(5, 5)),
        record('along', pointing(0.1)),
        record('against', pointing(-1)),
        record('across', pointing(0, 3)),
      ]);
      const hits = await index.search(EAST, { limit: 3 });
      expect(hits.map(({ id }) => id)).toEqual(['along', 'aslant', 'across']);
      expect(hits[0]!.similarity).toBeCloseTo(1, 5);
      expect(hits[1]!.similarity).toBeCloseTo(Math.SQRT1_2, 5);
      expect(hits[2]!.similarity).toBeCloseTo(0, 5);
    });

    it('orders equally similar ones by id, however they came in and wherever the limit cuts', async () => {
      const ids = ['m', 'b', 'z', 'a', 'k', 'c'];
      await index.upsert(ids.map((id) => record(id, pointing(1, 1))));
      expect(await found(4)).toEqual(['a', 'b', 'c', 'k']);
    });

    it('misses none of many: the same as comparing with each', async () => {
      const random = randomFrom(7);
      const all = Array.from({ length: 700 }, (_, at) =>
        record(
          `v${at}`,
          Array.from({ length: DIMS }, () => random.normal()),
        ),
      );
      await index.upsert(all);
      const cosine = ({ vector }: VectorRecord): number => vector[0]! / Math.hypot(...vector);
      const expected = all.toSorted((a, b) => cosine(b) - cosine(a)).slice(0, 50);
      expect(await found(50)).toEqual(expected.map(({ id }) => id));
    });

    it('puts a record in place of the one with its id, fields included', async () => {
      await index.upsert([record('a', pointing(1), { type: 'function' }), record('b', pointing(1, 0.2))]);
      await index.upsert([record('a', pointing(0, 1), { type: 'tool' })]);
      expect(await index.count()).toBe(2);
      expect(await found()).toEqual(['b', 'a']);
      expect(await found(10, { where: [{ field: 'type', is: 'tool' }] })).toEqual(['a']);
    });

    it('takes the later of two records with one id in one call', async () => {
      await index.upsert([
        record('a', pointing(0, 1)),
        record('a', pointing(1)),
        record('b', pointing(1, 1)),
      ]);
      expect(await index.count()).toBe(2);
      expect(await found()).toEqual(['a', 'b']);
    });

    it('forgets what is removed and nothing else; unknown ids are fine', async () => {
      await index.upsert(['a', 'b', 'c', 'd'].map((id, at) => record(id, pointing(1, at))));
      await index.remove(['b', 'nobody', 'd', 'b']);
      expect(await index.count()).toBe(2);
      expect(await found()).toEqual(['a', 'c']);
      await index.upsert([record('b', pointing(1, 0.5))]);
      expect(await found()).toEqual(['a', 'b', 'c']);
    });

    it('filters before it limits: equal, one of, at least, and all of them together', async () => {
      await index.upsert([
        record('a', pointing(1), { type: 'function', quality: 0.7, tags: ['text'] }),
        record('b', pointing(1, 1), { type: 'tool', quality: 0.8, tags: ['text', 'net'], live: true }),
        record('c', pointing(0, 1), { type: 'function', quality: 0.9, tags: ['math'] }),
        record('d', pointing(-1, 1)),
      ]);
      const ids = (...where: Parameters<VectorIndex['search']>[1]['where'] & object) => found(1, { where });
      expect(await ids({ field: 'quality', atLeast: 0.8 })).toEqual(['b']);
      expect(await ids({ field: 'quality', atLeast: 0.9 })).toEqual(['c']);
      expect(await ids({ field: 'type', is: 'function' }, { field: 'quality', atLeast: 0.8 })).toEqual(['c']);
      expect(await ids({ field: 'tags', is: 'net' })).toEqual(['b']);
      expect(await ids({ field: 'tags', oneOf: ['math', 'net'] })).toEqual(['b']);
      expect(await ids({ field: 'type', oneOf: ['workflow', 'tool'] })).toEqual(['b']);
      expect(await ids({ field: 'live', is: true })).toEqual(['b']);
      expect(await ids({ field: 'colour', is: 'red' })).toEqual([]);
      expect(await ids({ field: 'quality', atLeast: 0.95 })).toEqual([]);
    });

    it('tells equal numbers from others, fractions too, and one of none meets nothing', async () => {
      await index.upsert([
        record('a', pointing(1), { quality: 0.5 }),
        record('b', pointing(1, 1), { quality: 2 }),
        record('c', pointing(1, 2), { quality: '2' }),
      ]);
      expect(await found(10, { where: [{ field: 'quality', is: 0.5 }] })).toEqual(['a']);
      expect(await found(10, { where: [{ field: 'quality', is: 2 }] })).toEqual(['b']);
      expect(await found(10, { where: [{ field: 'quality', oneOf: [] }] })).toEqual([]);
    });

    it('says what each record has in a field, and nothing of those that have none', async () => {
      await index.upsert([
        record('a', pointing(1), { stamp: 'x', tags: ['t', 'u'] }),
        record('b', pointing(2), { stamp: 'y' }),
        record('c', pointing(3)),
      ]);
      expect(await index.values('stamp')).toEqual(
        new Map([
          ['a', 'x'],
          ['b', 'y'],
        ]),
      );
      expect(await index.values('tags')).toEqual(new Map([['a', ['t', 'u']]]));
    });

    it('compares only the ids it is told, each once, unknown ones left out', async () => {
      await index.upsert(['a', 'b', 'c'].map((id, at) => record(id, pointing(1, at))));
      expect(await found(10, { among: ['c', 'nobody', 'b', 'c'] })).toEqual(['b', 'c']);
      expect(await found(10, { among: [] })).toEqual([]);
      expect(await found(1, { among: ['c', 'b'] })).toEqual(['b']);
    });

    it('refuses a vector of other dimensions with both numbers, and writes nothing of that call', async () => {
      const wrong = index.upsert([record('a', pointing(1)), record('b', [1, 2, 3])]);
      await expect(wrong).rejects.toThrow(DimensionMismatch);
      await expect(wrong).rejects.toThrow('"b" has 3 dimensions, this index holds vectors of 8');
      expect(await index.count()).toBe(0);
      await expect(index.search(Float32Array.of(1), { limit: 1 })).rejects.toThrow('1 dimensions');
    });

    it('refuses a vector with something that is no number, and writes nothing of that call', async () => {
      const wrong = index.upsert([record('a', pointing(1)), record('b', pointing(1, NaN))]);
      await expect(wrong).rejects.toThrow('"b" holds something that is no number');
      expect(await index.count()).toBe(0);
      await expect(index.search(Float32Array.from(pointing(Infinity)), { limit: 1 })).rejects.toThrow(
        RangeError,
      );
    });

    it('finds nothing in an empty index, and nothing when nothing is asked for', async () => {
      expect(await found()).toEqual([]);
      await index.upsert([record('a', pointing(1))]);
      expect(await found(0)).toEqual([]);
    });

    it('keeps a vector without direction and finds it like nothing', async () => {
      await index.upsert([
        record('nothing', pointing(0)),
        record('a', pointing(1)),
        record('b', pointing(-1)),
      ]);
      expect(await index.search(EAST, { limit: 3 })).toMatchObject([
        { id: 'a' },
        { id: 'nothing', similarity: 0 },
        { id: 'b' },
      ]);
    });

    it('answers the same when it is dropped and filled again, in any order and by other ways', async () => {
      const random = randomFrom(11);
      const all = Array.from({ length: 60 }, (_, at) =>
        record(
          `v${at}`,
          Array.from({ length: DIMS }, () => Math.round(2 * random.normal())),
        ),
      );
      await index.upsert(all);
      await index.remove(['v3', 'v59']);
      const before = await index.search(EAST, { limit: 100 });
      await index.clear();
      expect(await index.count()).toBe(0);
      for (const one of all.toReversed()) if (one.id !== 'v3' && one.id !== 'v59') await index.upsert([one]);
      expect(await index.search(EAST, { limit: 100 })).toEqual(before);
    });
  });
}
