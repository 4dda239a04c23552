import type { Embedder } from './embedder.ts';
import { stemOf, wordsOf } from './words.ts';

export const LEXICAL_DIMS = 512;
/** Lengths of the character sequences taken of each word, its two ends included. */
const SHORTEST = 3;
const LONGEST = 5;
/** How often features occur is counted in this many buckets, a power of two. */
const BUCKETS = 1 << 18;

/** In how many texts features occur: what an embedder was fitted on. It never changes; another fit is another version. */
export type Rarity = {
  readonly version: number;
  readonly texts: number;
  readonly counts: Uint32Array;
};

/** The hashed features of a text, one list per sort: stems, pairs of neighbouring stems, character sequences. */
type Features = readonly [readonly number[], readonly number[], readonly number[]];

/** Counts the features of texts. `version` is part of the name of every vector made with it. */
export function rarityOf(version: number, texts: Iterable<string>): Rarity {
  const counts = new Uint32Array(BUCKETS);
  let size = 0;
  for (const text of texts) {
    size += 1;
    for (const bucket of new Set(featuresOf(text).flat().map(bucketOf))) counts[bucket]! += 1;
  }
  return { version, texts: size, counts };
}

export function lexicalName(version: number): string {
  return `lexical-${LEXICAL_DIMS}.${version}`;
}

/**
 * Vectors of the words a text is made of: stems, pairs of stems and character sequences, rare ones counting more, hashed with a sign into
 * 512 numbers, each sort with the same weight. It finds other forms, parts and spellings of the same words, not other words of the same meaning.
 */
export function lexicalEmbedder(rarity: Rarity): Embedder {
  return {
    name: lexicalName(rarity.version),
    dims: LEXICAL_DIMS,
    embed: async (texts) => texts.map((text) => vectorOf(text, rarity)),
  };
}

function vectorOf(text: string, rarity: Rarity): Float32Array {
  const sum = new Float64Array(LEXICAL_DIMS);
  for (const sort of featuresOf(text)) {
    const weights = new Map<number, number>();
    for (const feature of sort) weights.set(feature, (weights.get(feature) ?? 0) + 1);
    let square = 0;
    for (const [feature, count] of weights) {
      // One more than the texts, so that what stands in every text still counts a little, and a store of one text is not all zero.
      const rare = Math.log((rarity.texts + 2) / (rarity.counts[bucketOf(feature)]! + 1));
      const weight = (1 + Math.log(count)) * rare;
      weights.set(feature, weight);
      square += weight * weight;
    }
    if (square === 0) continue;
    const length = Math.sqrt(square);
    for (const [feature, weight] of weights) {
      sum[feature % LEXICAL_DIMS]! += ((feature >>> 31 === 1 ? 1 : -1) * weight) / length;
    }
  }
  return unit(sum);
}

function unit(sum: Float64Array): Float32Array {
  let square = 0;
  for (const number of sum) square += number * number;
  const length = Math.sqrt(square);
  return Float32Array.from(sum, (number) => (length === 0 ? 0 : number / length));
}

function featuresOf(text: string): Features {
  const words = wordsOf(text);
  const stems = words.map(stemOf);
  const single = stems.map((stem) => hashOf(`1 ${stem}`));
  const pairs = stems.slice(1).map((stem, index) => hashOf(`2 ${stems[index]!} ${stem}`));
  const parts: number[] = [];
  for (const word of words) {
    const whole = `^${word}$`;
    for (let length = SHORTEST; length <= LONGEST; length++) {
      for (let from = 0; from + length <= whole.length; from++)
        parts.push(hashOf(`3 ${whole.slice(from, from + length)}`));
    }
  }
  return [single, pairs, parts];
}

/** Place, sign and bucket of a feature are taken of different bits. */
function bucketOf(feature: number): number {
  return (feature >>> 9) & (BUCKETS - 1);
}

/** FNV-1a over UTF-16 units with the finisher of MurmurHash3, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
