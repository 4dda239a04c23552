import { canonicalJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { WordScore } from '../memory/wordScore.ts';
import { stemOf, wordsOf } from '../memory/words.ts';
import type { PromptContract } from '../ports.ts';

type Shown = PromptContract['examples'][number];

const stems = (text: string): string[] => wordsOf(text).map(stemOf);

const textOf = (value: Json): string => (typeof value === 'string' ? value : canonicalJson(value));

/** One list is scored for many inputs. */
const scorers = new WeakMap<
  readonly Shown[],
  { readonly score: WordScore; readonly slots: readonly number[] }
>();

function scorerOf(examples: readonly Shown[]): { score: WordScore; slots: readonly number[] } {
  const before = scorers.get(examples);
  if (before) return before;
  const score = new WordScore();
  const slots = examples.map(({ input }) => score.add(textOf(input), stems));
  const made = { score, slots };
  scorers.set(examples, made);
  return made;
}

/**
 * The examples most like an input, by words (BM25), the most alike last, where models heed them most; ties by their order. An example is
 * never shown for its own input: what is asked would stand beside its answer.
 */
export function retrieve(examples: readonly Shown[], input: Json, topk: number): readonly Shown[] {
  if (topk === 0 || examples.length === 0) return [];
  const own = canonicalJson(input);
  const { score, slots } = scorerOf(examples);
  const scores = score.scores(stems(textOf(input)));
  return examples
    .map((example, index) => ({ example, index, like: scores[slots[index]!]! }))
    .filter(({ example }) => canonicalJson(example.input) !== own)
    .toSorted((a, b) => b.like - a.like || a.index - b.index)
    .slice(0, topk)
    .toReversed()
    .map(({ example }) => example);
}
