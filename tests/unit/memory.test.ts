import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../actors/memory/embedder.ts';
import { Memory } from '../../actors/memory/memory.ts';
import type { FindRequest, Memorable } from '../../actors/memory/memory.ts';
import type { OpenIndex } from '../../actors/memory/filling.ts';
import { similarity } from '../../actors/memory/similarity.ts';
import { EmbeddedVectors } from '../../infra/vectors/embedded.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { rank } from '../../machines/rules/rank.ts';

const thing = (id: string, description: string, rest: Partial<Memorable> = {}): Memorable => ({
  id,
  description,
  code: '',
  quality: 0.9,
  used: 0,
  offered: true,
  fields: { type: 'function' },
  ...rest,
});

const ask = (text: string, rest: Partial<FindRequest> = {}): FindRequest => ({
  text,
  limit: 5,
  minQuality: 0,
  minSimilarity: 0.15,
  where: [],
  ...rest,
});

const embedded: OpenIndex = async ({ dims }) => new EmbeddedVectors(dims);

async function memoryOf(things: readonly Memorable[]): Promise<Memory> {
  const memory = new Memory(embedded);
  await memory.take(things);
  return memory;
}

const SHELF = [
  thing('sort-list', 'Sorts a list of numbers from the smallest to the largest.'),
  thing('sort-words', 'Sorts words by the alphabet.'),
  thing('e-mail', 'Says whether a text looks like an e-mail address.'),
  thing('median', 'The middle value of some numbers.', { quality: 0.6 }),
];

const ids = async (memory: Memory, request: FindRequest) =>
  (await memory.find(request)).findings.map(({ id }) => id);

describe('memory', () => {
  it('finds what is described in other words of the same stems, most fitting first', async () => {
    const memory = await memoryOf(SHELF);
    expect((await ids(memory, ask('sort a list of numbers')))[0]).toBe('sort-list');
    expect(await ids(memory, ask('is this an email address?'))).toEqual(['e-mail']);
    expect(await ids(memory, ask('quantum chromodynamics'))).toEqual([]);
  });

  it('finds by words of name and code where the description says nothing', async () => {
    const memory = await memoryOf([
      ...SHELF,
      thing('r', 'A helper.', { code: 'function romanNumeral(n) {}' }),
    ]);
    expect(await ids(memory, ask('roman numerals', { minSimilarity: 0.1 }))).toEqual(['r']);
  });

  it('leaves out what is below the quality asked for, before it counts to the limit', async () => {
    const memory = await memoryOf([
      ...Array.from({ length: 20 }, (_, at) =>
        thing(`weak-${at}`, 'The middle value of some numbers.', { quality: 0.7 }),
      ),
      thing('fine', 'The middle value of some sorted numbers.', { quality: 0.75 }),
    ]);
    expect(await ids(memory, ask('middle value of some numbers', { minQuality: 0.75 }))).toEqual(['fine']);
  });

  it('ranks by similarity × (0.5 + 0.5 × quality); of equals the more used, then the id', async () => {
    const memory = await memoryOf([
      thing('poor', 'Adds two numbers', { quality: 0.8 }),
      thing('b', 'Adds two numbers'),
      thing('a', 'Adds two numbers'),
      thing('tested', 'Adds two numbers', { used: 100 }),
      thing('best', 'Adds two numbers', { quality: 1 }),
    ]);
    const { findings } = await memory.find(ask('Adds two numbers'));
    expect(findings.map(({ id }) => id)).toEqual(['best', 'tested', 'a', 'b', 'poor']);
    expect(findings.map((found) => found.similarity)).toEqual(
      [1, 1, 1, 1, 1].map((one) => expect.closeTo(one, 6)),
    );
    for (const { rank: given, similarity: like, quality } of findings)
      expect(given).toBe(rank(like, quality));
    expect(findings[4]!.rank).toBeCloseTo(0.9, 6);
  });

  it('filters by fields', async () => {
    const memory = await memoryOf([
      thing('f', 'Adds two numbers', {
        fields: { type: 'function', tags: ['math'], language: 'javascript' },
      }),
      thing('t', 'Adds two numbers', { fields: { type: 'tool', tags: ['net', 'math'], language: 'http' } }),
    ]);
    const where = (...conditions: FindRequest['where']) =>
      ids(memory, ask('adds numbers', { where: conditions }));
    expect(await where({ field: 'type', is: 'tool' })).toEqual(['t']);
    expect(await where({ field: 'tags', is: 'math' })).toEqual(['f', 't']);
    expect(await where({ field: 'tags', is: 'net' }, { field: 'language', is: 'javascript' })).toEqual([]);
  });

  it('does not find what is not offered any more, and finds it again when it is', async () => {
    const memory = await memoryOf(SHELF);
    await memory.take([{ ...SHELF[0]!, offered: false }]);
    expect(memory.size).toBe(3);
    expect(await ids(memory, ask('sort a list of numbers'))).not.toContain('sort-list');
    await memory.take([SHELF[0]!]);
    expect((await ids(memory, ask('sort a list of numbers')))[0]).toBe('sort-list');
  });

  it('sees a changed quality and use', async () => {
    const memory = await memoryOf(SHELF);
    await memory.take([{ ...SHELF[0]!, quality: 0.3, used: 7 }]);
    const { findings } = await memory.find(ask('sort a list of numbers'));
    expect(findings.find(({ id }) => id === 'sort-list')).toMatchObject({ quality: 0.3, used: 7 });
    expect(await ids(memory, ask('sort a list of numbers', { minQuality: 0.5 }))).not.toContain('sort-list');
  });

  it('names a new version each time it was fitted again: at 1, 2, 4, … different descriptions', async () => {
    const memory = await memoryOf([]);
    const versions: string[] = [];
    for (const one of [...SHELF, thing('again', SHELF[0]!.description)]) {
      await memory.take([one]);
      versions.push((await memory.find(ask('numbers'))).embedder);
    }
    expect(versions).toEqual([0, 1, 1, 2, 2].map((version) => `lexical-512.${version}`));
  });

  it('of nothing finds nothing', async () => {
    expect(await (await memoryOf([])).find(ask('anything'))).toEqual({ findings: [], embedder: 'none' });
  });
});

const WORDS = 'sort list number text word mail sum mean map key file date parse join split round'.split(' ');

/** Things described by a few words out of few, so that many are alike. */
function shelf(seed: number, size: number): Memorable[] {
  const random = randomFrom(seed);
  const some = (most: number): string =>
    Array.from(
      { length: 1 + Math.floor(random.uniform() * most) },
      () => WORDS[Math.floor(random.uniform() * 16)],
    ).join(' ');
  return Array.from({ length: size }, (_, at) =>
    thing(`t${at}`, some(6), { code: some(9), quality: Math.round(10 * random.uniform()) / 10 }),
  );
}

describe('laws of the memory', () => {
  it('looking at the nearest only answers what comparing with everything answers', async () => {
    const memory = await memoryOf(shelf(3, 3000));
    for (const text of ['sort numbers', 'mail key join', 'parse the date of a file', 'round']) {
      const everything = await memory.find(ask(text, { limit: 3000, minSimilarity: 0 }));
      const few = await memory.find(ask(text, { limit: 7, minSimilarity: 0 }));
      expect(few.findings).toEqual(everything.findings.slice(0, 7));
    }
  });

  describe('with vectors of another embedder', () => {
    const ANGLES: Readonly<Record<string, number>> = {
      question: 0,
      exact: 0,
      close: 0.4,
      foreign: Math.PI / 2,
    };
    const angles: Embedder = {
      name: 'angles',
      dims: 2,
      embed: async (texts) =>
        texts.map((text) => Float32Array.of(Math.cos(ANGLES[text]!), Math.sin(ANGLES[text]!))),
    };
    const several = (count: number, description: string, quality: number): Memorable[] =>
      Array.from({ length: count }, (_, at) =>
        thing(`${description}-${quality}-${at}`, description, { quality }),
      );
    const answer = async (things: readonly Memorable[]) => {
      const memory = new Memory(embedded, angles);
      await memory.take(things);
      const { findings, embedder } = await memory.find(ask('question'));
      expect(embedder).toBe('angles');
      return findings.map(({ id }) => id.replace(/-\d+$/, ''));
    };

    it('looks at all that could rank higher than the nearest, not only at the first of them', async () => {
      const things = [...several(256, 'exact', 0.2), ...several(50, 'exact', 0), ...several(5, 'close', 1)];
      expect(await answer(things)).toEqual(Array(5).fill('close-1'));
    });

    it('looks wider while something better could be left', async () => {
      const things = [...several(300, 'exact', 0), ...several(400, 'foreign', 1)];
      expect(await answer([...things, thing('z-1', 'close', { quality: 1 })])).toEqual([
        'z',
        ...Array(4).fill('exact-0'),
      ]);
    });
  });

  property.prop([fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 40 })], { numRuns: 15 })(
    'dropped and filled again, or filled one by one, it answers the same',
    async (seed, size) => {
      const things = shelf(seed, size);
      const [atOnce, oneByOne] = [await memoryOf(things), await memoryOf([])];
      for (const one of things) await oneByOne.take([one]);
      for (const text of ['sort list', 'mean number of a file'])
        expect(await oneByOne.find(ask(text))).toEqual(await atOnce.find(ask(text)));
    },
  );

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  property.prop([share, share, share, share])(
    'similarity is a share that never falls when a sign rises; rank never exceeds it',
    (cosine, described, coded, more) => {
      const like = similarity({ cosine, described, coded });
      expect(like).toBeGreaterThanOrEqual(0);
      expect(like).toBeLessThanOrEqual(1);
      const higher = (sign: number): number => sign + (1 - sign) * more;
      for (const sign of ['cosine', 'described', 'coded'] as const) {
        const signs = { cosine, described, coded };
        expect(similarity({ ...signs, [sign]: higher(signs[sign]) })).toBeGreaterThanOrEqual(like - 1e-12);
      }
      expect(rank(like, more)).toBeLessThanOrEqual(like);
      expect(rank(like, more)).toBeGreaterThanOrEqual(like / 2);
    },
  );
});
