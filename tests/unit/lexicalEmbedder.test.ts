import { describe, expect, it } from 'vitest';
import { sha256 } from '../../events/hash.ts';
import { lexicalEmbedder, LEXICAL_DIMS, rarityOf } from '../../actors/memory/lexicalEmbedder.ts';
import { stemOf, wordsOf } from '../../actors/memory/words.ts';

const store = ['Sorts a list of numbers.', 'Says whether a text is an e-mail address.', 'Sum of two numbers'];
const fitted = lexicalEmbedder(rarityOf(1, store));

async function cosine(a: string, b: string, embedder = fitted): Promise<number> {
  const [first, second] = await embedder.embed([a, b]);
  return first!.reduce((sum, number, at) => sum + number * second![at]!, 0);
}

describe('words', () => {
  it('are taken out of identifiers, without case, accents and stop words', () => {
    expect(wordsOf('parseHTMLPage(parse_html_page2) of the Café')).toEqual(
      'parse html page parse html page 2 cafe'.split(' '),
    );
  });

  it.each([
    ['lists listed listing list', 'list'],
    ['mapping mapped maps map', 'map'],
    ['cities city', 'city'],
    ['boxes box', 'box'],
    ['removes removed removing remove', 'remov'],
    ['status', 'status'],
    ['string', 'string'],
    ['bed', 'bed'],
  ])('%s have one stem', (words, stem) => {
    expect(words.split(' ').map(stemOf)).toEqual(words.split(' ').map(() => stem));
  });
});

describe('lexical vectors', () => {
  it('have length 1; a text without words is all zero', async () => {
    const [some, none] = await fitted.embed(['sort numbers', '?!']);
    expect(some).toHaveLength(LEXICAL_DIMS);
    expect(Math.hypot(...some!)).toBeCloseTo(1, 6);
    expect(none!.every((number) => number === 0)).toBe(true);
  });

  it('are near for other forms of the same words, and not for other words', async () => {
    const asked = 'sorting of a number list';
    expect(await cosine(asked, store[0]!)).toBeGreaterThan(0.4);
    expect(await cosine(asked, store[1]!)).toBeLessThan(0.2);
    expect(await cosine('camelCaseName', 'camel_case_name')).toBeCloseTo(1, 6);
  });

  it('do not know synonyms', async () => {
    expect(await cosine('order digits', store[0]!)).toBeLessThan(0.25);
  });

  it('are the same to the bit on every machine and run', async () => {
    const [vector] = await fitted.embed(['Sorts the e-mail addresses of a list']);
    expect(sha256(new Uint8Array(vector!.buffer))).toBe(
      '78440c3e1a5474ed8c430cc37e3955e89da5d67af0af31e9a47c56e6e4c2dbbd',
    );
  });

  it('change with the texts rarity was counted on, and their name says so', async () => {
    const refitted = lexicalEmbedder(rarityOf(2, [...store, 'Sorts words', 'Sorts keys', 'Sorts rows']));
    expect([fitted.name, refitted.name]).toEqual(['lexical-512.1', 'lexical-512.2']);
    const [before] = await fitted.embed(['sorts numbers']);
    const [after] = await refitted.embed(['sorts numbers']);
    expect(after).not.toEqual(before);
    expect(await cosine('sorts', 'sorts keys', refitted)).toBeLessThan(await cosine('sorts', 'sorts keys'));
  });
});
