import type { Genome } from './variation.ts';

/** Genomes by their values, so that a repetition is known before anybody pays for it. -0 and 0 are one value. */
export class GenomeSet {
  readonly #buckets = new Map<number, Genome[]>();

  constructor(genomes: Iterable<Genome> = []) {
    for (const genome of genomes) this.add(genome);
  }

  /** Whether it was new. */
  add(genome: Genome): boolean {
    const hash = hashOf(genome);
    const bucket = this.#buckets.get(hash);
    if (!bucket) this.#buckets.set(hash, [genome]);
    else if (bucket.some((other) => isSame(other, genome))) return false;
    else bucket.push(genome);
    return true;
  }
}

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/** FNV-1a over the halves of each number. */
function hashOf(genome: Genome): number {
  let hash = 0x811c9dc5;
  for (const value of genome) {
    number[0] = value + 0;
    hash = Math.imul(hash ^ halves[0]!, 0x01000193);
    hash = Math.imul(hash ^ halves[1]!, 0x01000193);
  }
  return hash;
}

function isSame(a: Genome, b: Genome): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
