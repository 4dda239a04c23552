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
    for (const [feature, count] of weights) weights.set(feature, weightOf(feature, count, rarity));
    let square = 0;
    for (const weight of weights.values()) square += weight * weight;
    if (square === 0) continue;
    const length = Math.sqrt(square);
    for (const [feature, weight] of weights) {
      sum[feature & (LEXICAL_DIMS - 1)]! += (feature < 0 ? weight : -weight) / length;
    }
  }
  return unit(sum);
}

function weightOf(feature: number, count: number, { texts, counts }: Rarity): number {
  // One more than the texts, so that what stands in every text still counts a little, and a store of one text is not all zero.
  const rare = Math.log((texts + 2) / (counts[bucketOf(feature)]! + 1));
  return count === 1 ? rare : (1 + Math.log(count)) * rare;
}

function unit(sum: Float64Array): Float32Array {
  let square = 0;
  for (let at = 0; at < sum.length; at++) square += sum[at]! * sum[at]!;
  const vector = new Float32Array(sum.length);
  if (square === 0) return vector;
  const length = Math.sqrt(square);
  for (let at = 0; at < sum.length; at++) vector[at] = sum[at]! / length;
  return vector;
}

function featuresOf(text: string): Features {
  const words = wordsOf(text);
  const stems = words.map(stemOf);
  const single = stems.map((stem) => finished(hashed(stem, 0, stem.length, STEM)));
  const pairs = stems.slice(1).map((stem, index) => {
    const before = stems[index]!;
    return finished(hashed(stem, 0, stem.length, added(hashed(before, 0, before.length, PAIR), SPACE)));
  });
  const parts: number[] = [];
  for (const word of words) {
    const whole = `^${word}$`;
    for (let length = SHORTEST; length <= LONGEST; length++) {
      for (let from = 0; from + length <= whole.length; from++)
        parts.push(finished(hashed(whole, from, from + length, PART)));
    }
  }
  return [single, pairs, parts];
}

/** Place, bucket and sign of a feature are taken of different bits. */
function bucketOf(feature: number): number {
  return (feature >>> 9) & (BUCKETS - 1);
}

/** Each sort of feature begins its hash elsewhere, so that a stem is not taken for a part. */
const [STEM, PAIR, PART] = ['1', '2', '3'].map((sort) => added(0x811c9dc5, sort.charCodeAt(0))) as [
  number,
  number,
  number,
];
const SPACE = 32;

/** FNV-1a over UTF-16 units. */
function added(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

function hashed(text: string, from: number, to: number, begun: number): number {
  let hash = begun;
  for (let at = from; at < to; at++) hash = added(hash, text.charCodeAt(at));
  return hash;
}

/** The finisher of MurmurHash3: every bit of the hash depends on every unit. Signed, as small integers are quicker keys. */
function finished(begun: number): number {
  let hash = Math.imul(begun ^ (begun >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
