import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../../events/hash.ts';

export type Review = { readonly text: string; readonly mood: 'positive' | 'negative' };

/** Where each review is used; none is in two places. */
export type Reviews = {
  /** Shown to models as examples, and proved on. */
  readonly examples: readonly Review[];
  /** Proved on and never shown. */
  readonly proved: readonly Review[];
  /** The golden set: what populations search and choose by. */
  readonly golden: readonly Review[];
  /** Reported on, and nothing else. */
  readonly held: readonly Review[];
};

const FILE = 'amazon_cells_labelled.txt';
/** Shares of the distinct reviews; the rest is the golden set. */
const SHARES = { held: 0.4, proved: 0.08, examples: 0.1 } as const;
const LEAST = 100;

/**
 * The reviews of the UCI set "Sentiment Labelled Sentences" (amazon), each text once, in the order of their hashes and dealt out by it. @throws naming file and line, and where there are
 * too few.
 */
export async function readReviews(folder: string): Promise<Reviews> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => {
    throw new Error(`No ${FILE} in ${folder}: pass the folder that holds it with --data.`);
  });
  const found = new Map<string, Review | null>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, said, label] = /^(.*)\t([01])\s*$/.exec(line) ?? [];
    if (said === undefined || said.trim() === '')
      throw new Error(`${FILE}:${index + 1}: no review, a TAB and 0 or 1. Pass the file as it came.`);
    const review: Review = { text: said.trim(), mood: label === '1' ? 'positive' : 'negative' };
    const key = review.text.toLowerCase();
    const before = found.get(key);
    // The same text with both labels says nothing.
    found.set(key, before === undefined || before?.mood === review.mood ? (before ?? review) : null);
  }
  const distinct = [...found.values()].filter((one) => one !== null);
  if (distinct.length < LEAST)
    throw new Error(`${FILE} has ${distinct.length} different reviews: ${LEAST} are the least to split.`);
  return dealt(distinct);
}

/** The same share of each mood to each place, by hash. */
function dealt(distinct: readonly Review[]): Reviews {
  const keyed = distinct.map((review) => ({ review, key: sha256(review.text.toLowerCase()) }));
  const inOrder = keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const moods = (['positive', 'negative'] as const).map((mood) =>
    inOrder.filter(({ review }) => review.mood === mood),
  );
  const take = (from: number, to: number): readonly Review[] =>
    moods
      .flatMap((some) => some.slice(Math.round(from * some.length), Math.round(to * some.length)))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ review }) => review);
  const { held, proved, examples } = SHARES;
  return {
    held: take(0, held),
    proved: take(held, held + proved),
    examples: take(held + proved, held + proved + examples),
    golden: take(held + proved + examples, 1),
  };
}
