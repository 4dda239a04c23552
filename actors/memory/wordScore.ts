/** Saturation of repeated words and weight of a text's length: the usual values of BM25, not fitted. */
const K1 = 1.2;
const B = 0.75;

/** Where a word stands: slots of texts, and how often in each. */
type Postings = { readonly slots: number[]; readonly counts: number[] };

/**
 * BM25 over distinct texts. A text keeps its slot for good: what is not used any more still tells how rare a word is, so the
 * scores depend on the texts alone and not on the order of later removals.
 */
export class WordScore {
  readonly #slots = new Map<string, number>();
  readonly #postings = new Map<string, Postings>();
  readonly #lengths: number[] = [];
  #total = 0;

  /** How many distinct texts there are. */
  get size(): number {
    return this.#lengths.length;
  }

  /** The slot of a text; `words` are read only when it is new. */
  add(text: string, words: (text: string) => readonly string[]): number {
    const known = this.#slots.get(text);
    if (known !== undefined) return known;
    const slot = this.#lengths.length;
    const list = words(text);
    this.#slots.set(text, slot);
    this.#lengths.push(list.length);
    this.#total += list.length;
    for (const [word, count] of counted(list)) {
      let postings = this.#postings.get(word);
      if (!postings) this.#postings.set(word, (postings = { slots: [], counts: [] }));
      postings.slots.push(slot);
      postings.counts.push(count);
    }
    return slot;
  }

  /**
   * By slot: the BM25 score of each text as a share of what the query itself would score as a text, at most 1. So scores of
   * different queries compare, and a text of exactly these words has 1.
   */
  scores(query: readonly string[]): Float64Array {
    const scores = new Float64Array(this.size);
    if (query.length === 0 || this.size === 0) return scores;
    const mean = Math.max(1, this.#total / this.size);
    let own = 0;
    for (const [word, count] of counted(query)) {
      const { slots, counts } = this.#postings.get(word) ?? { slots: [], counts: [] };
      const rarity = Math.log(1 + (this.size - slots.length + 0.5) / (slots.length + 0.5));
      own += rarity * saturated(count, query.length / mean);
      for (let at = 0; at < slots.length; at++) {
        const slot = slots[at]!;
        scores[slot]! += rarity * saturated(counts[at]!, this.#lengths[slot]! / mean);
      }
    }
    for (let slot = 0; slot < scores.length; slot++) scores[slot] = Math.min(1, scores[slot]! / own);
    return scores;
  }
}

function saturated(count: number, relativeLength: number): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - B + B * relativeLength));
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
