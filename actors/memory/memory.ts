import { rank } from '../../machines/rules/rank.ts';
import { Best } from './best.ts';
import type { Embedder } from './embedder.ts';
import { Filling } from './filling.ts';
import type { OpenIndex } from './filling.ts';
import { lexicalEmbedder, lexicalName, rarityOf } from './lexicalEmbedder.ts';
import { similarity } from './similarity.ts';
import type { Signs } from './similarity.ts';
import { meets } from './vectorIndex.ts';
import type { Condition, VectorRecord } from './vectorIndex.ts';
import { WordScore } from './wordScore.ts';
import { stemOf, wordsOf } from './words.ts';

/** Something that was stored, as the memory knows it. */
export type Memorable = {
  readonly id: string;
  readonly description: string;
  /** Its names and its source. */
  readonly code: string;
  readonly quality: number;
  /** Times it was run: of two that rank the same, the more used is first (SPEC A33b). */
  readonly used: number;
  /** False: it is not to be found any more; its words still count in how rare words are. */
  readonly offered: boolean;
  readonly fields: VectorRecord['fields'];
};

export type FindRequest = {
  readonly text: string;
  readonly limit: number;
  readonly minQuality: number;
  readonly minSimilarity: number;
  readonly where: readonly Condition[];
};

export type Finding = Signs & {
  readonly id: string;
  readonly rank: number;
  readonly similarity: number;
  readonly quality: number;
  readonly used: number;
};

export type Found = {
  /** Best first. */
  readonly findings: readonly Finding[];
  /** What the vectors were made with. */
  readonly embedder: string;
};

type Kept = Memorable & {
  readonly descriptionSlot: number;
  readonly codeSlot: number;
  /** What it is filtered by: its fields and its quality. */
  readonly record: VectorRecord['fields'];
};

/** Nearest vectors looked at first; more when those cannot settle the order. */
const WIDTH = 256;
const WIDER = 8;
/** A little code says what it is about. */
const CODE_MAX = 4000;

/**
 * Finds stored things by what they are described as. A projection: filled with the same things in the same order it answers the same,
 * whether at once or one by one. The lexical embedder is fitted on the first 1, 2, 4, … different descriptions as they come to be there;
 * each fit is a version of its own, named in every answer, and every vector is made anew with it.
 */
export class Memory {
  readonly #filling: Filling;
  readonly #given: Embedder | null;
  readonly #kept = new Map<string, Kept>();
  /** Not offered any more. */
  readonly #gone = new Set<string>();
  /** Different descriptions, in the order they came. */
  readonly #texts: string[] = [];
  readonly #descriptions = new WordScore();
  readonly #codes = new WordScore();

  /** `embedder` in place of the lexical one. */
  constructor(open: OpenIndex, embedder: Embedder | null = null) {
    this.#filling = new Filling(open);
    this.#given = embedder;
  }

  /** How many things can be found. */
  get size(): number {
    return this.#kept.size;
  }

  /** What texts are embedded with now; null as long as nothing was taken in. */
  get embedder(): Embedder | null {
    return this.#filling.filled?.embedder ?? null;
  }

  /**
   * Takes in what is new or has changed, in the order it was stored. What it throws left things unwritten: nothing is
   * to be found until another call, which may take in nothing, has written them.
   */
  async take(things: readonly Memorable[]): Promise<void> {
    for (const thing of things) {
      const kept = { ...thing, ...this.#slots(thing), record: { ...thing.fields, quality: thing.quality } };
      const before = this.#kept.get(thing.id);
      if (thing.offered) {
        this.#gone.delete(thing.id);
        this.#kept.set(thing.id, kept);
        if (before === undefined || !sameRecord(before, thing)) this.#filling.put(kept);
      } else {
        this.#gone.add(thing.id);
        if (this.#kept.delete(thing.id)) this.#filling.remove(thing.id);
      }
    }
    const embedder = this.#fitted();
    if (embedder) await this.#filling.write(embedder, this.#kept, this.#gone);
  }

  async close(): Promise<void> {
    await this.#filling.close();
  }

  /**
   * The most fitting first. Exact: what it answers is what comparing with everything would answer, whatever the index. It looks at the nearest
   * by vector and the most promising by words, and wider until nothing else could still come among them.
   */
  async find({ text, limit, minQuality, minSimilarity, where }: FindRequest): Promise<Found> {
    const { filled } = this.#filling;
    if (!filled) return { findings: [], embedder: 'none' };
    const { embedder, index } = filled;
    const stems = stemsOf(text);
    const described = this.#descriptions.scores(stems);
    const coded = this.#codes.scores(stems);
    const conditions = [...where, { field: 'quality', atLeast: minQuality }];
    const fitting = [...this.#kept.values()].filter(({ record }) => meets(record, conditions));
    const [vector] = await embedder.embed([text]);
    // Others may take things in while an index is asked: what came after the question has no scores.
    const asked = (id: string): Kept | undefined => {
      const kept = this.#kept.get(id);
      if (!kept || kept.descriptionSlot >= described.length || kept.codeSlot >= coded.length)
        return undefined;
      return meets(kept.record, conditions) ? kept : undefined;
    };
    const signsOf = (kept: Kept, cosine: number): Signs => ({
      cosine,
      described: described[kept.descriptionSlot]!,
      coded: coded[kept.codeSlot]!,
    });
    for (let width = Math.max(WIDTH, 4 * limit); ; width *= WIDER) {
      // 1. The nearest by vector.
      const near = await index.search(vector!, { limit: width, where: conditions });
      const cosines = new Map(near.map((hit) => [hit.id, hit.similarity]));
      // 2. Those that could be best by words, were they as near as the last of these.
      const nearest = near.length < width ? -1 : near.at(-1)!.similarity;
      const promising = new Best(near.length + width + 1);
      for (const kept of fitting) {
        const score = rank(similarity(signsOf(kept, nearest)), kept.quality);
        if (promising.takes(score)) promising.add({ id: kept.id, score });
      }
      const others = promising.sorted().filter(({ id }) => !cosines.has(id));
      const among = others.slice(0, width).map(({ id }) => id);
      for (const hit of await index.search(vector!, { limit: width, among }))
        cosines.set(hit.id, hit.similarity);
      // 3. Nothing that was not looked at can rank as high as the last that is answered.
      const findings = [...cosines]
        .flatMap(([id, cosine]) => {
          // Another process may have put there what is not known here yet.
          const kept = asked(id);
          return kept ? [findingOf(kept, signsOf(kept, cosine))] : [];
        })
        .filter((finding) => finding.similarity >= minSimilarity && finding.similarity > 0)
        .toSorted(byRank)
        .slice(0, limit);
      const rest = others[width]?.score ?? 0;
      const settled = rest === 0 || (findings.length === limit && findings.at(-1)!.rank > rest);
      if (settled) return { findings, embedder: embedder.name };
    }
  }

  #slots({ description, code }: Memorable): Pick<Kept, 'descriptionSlot' | 'codeSlot'> {
    const known = this.#descriptions.size;
    const descriptionSlot = this.#descriptions.add(description, stemsOf);
    if (this.#descriptions.size > known) this.#texts.push(description);
    return { descriptionSlot, codeSlot: this.#codes.add(code.slice(0, CODE_MAX), stemsOf) };
  }

  /** The embedder that all there is so far calls for; null while there is nothing. */
  #fitted(): Embedder | null {
    if (this.#given) return this.#given;
    if (this.#texts.length === 0) return null;
    const version = Math.floor(Math.log2(this.#texts.length));
    const filled = this.#filling.filled?.embedder;
    if (filled?.name === lexicalName(version)) return filled;
    return lexicalEmbedder(rarityOf(version, this.#texts.slice(0, 2 ** version)));
  }
}

function findingOf({ id, quality, used }: Kept, signs: Signs): Finding {
  const like = similarity(signs);
  return { id, rank: rank(like, quality), similarity: like, quality, used, ...signs };
}

function stemsOf(text: string): string[] {
  return wordsOf(text).map(stemOf);
}

/** The index holds for one what it holds for the other. */
function sameRecord(a: Memorable, b: Memorable): boolean {
  return (
    a.description === b.description &&
    a.quality === b.quality &&
    JSON.stringify(a.fields) === JSON.stringify(b.fields)
  );
}

/** By rank, then use, then id. */
function byRank(a: Finding, b: Finding): number {
  return b.rank - a.rank || b.used - a.used || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
