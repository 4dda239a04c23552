import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { adviceIn } from './advice.ts';
import type { Advice } from './advice.ts';
import type { Hand } from './hands.ts';
import { CUES, NEGATIONS, TURNS, wordsIn } from './words.ts';

/** An example as a prompt shows it. */
export type Shown = { readonly text: string; readonly answer: string };

/** All that a scripted model goes by: what stands in the messages, and the settings of the call. */
export type Asked = {
  readonly instructions: string;
  readonly text: string;
  readonly shown: readonly Shown[];
  readonly cot: boolean;
  readonly temperature: number;
  /** The whole question, for the errors that it always makes. */
  readonly question: string;
  /** Of this voice. */
  readonly seed: number;
};

/** A negation turns round this many words after it. */
const REACH = { none: 0, next: 1, phrase: 3 } as const;
const NEGATION_ALONE = -0.5;
const BEFORE_TURN = 0.3;
const CUE = 0.7;
const CROWDED = 0.08;
const BIAS = 0.8;

/** What a hand makes of a review: 0 and more is positive. A pure function of what it is asked. */
export function judged(hand: Hand, asked: Asked): number {
  const advice = new Set(adviceIn(asked.instructions));
  const words = wordsIn(asked.text);
  const said = saidBy(words, hand, reachOf(asked, advice), advice);
  const like = likeness(asked) * hand.examples * (advice.has('compare') && Math.abs(said) < 0.5 ? 2 : 1);
  const bias = (advice.has('kind') ? BIAS : 0) - (advice.has('strict') ? BIAS : 0);
  const crowd = Math.max(0, asked.shown.length + advice.size - hand.room) * CROWDED;
  const always = randomFrom(deriveSeed(0, asked.question)).normal() * (hand.error + crowd);
  const now = randomFrom(deriveSeed(asked.seed, `${asked.temperature} ${asked.question}`)).normal();
  return said + like + bias + always + now * hand.heat * asked.temperature;
}

function reachOf({ cot }: Asked, advice: ReadonlySet<Advice>): number {
  if (advice.has('single')) return REACH.none;
  if (cot) return REACH.phrase;
  return advice.has('turn') ? REACH.next : REACH.none;
}

function saidBy(
  words: readonly string[],
  { words: known }: Hand,
  reach: number,
  advice: ReadonlySet<Advice>,
): number {
  const turn = advice.has('end') ? words.findLastIndex((word) => TURNS.has(word)) : -1;
  let sum = 0;
  for (const [at, word] of words.entries()) {
    const weight = at < turn ? BEFORE_TURN : 1;
    const polarity = (known.get(word) ?? 0) + (advice.has('cues') ? CUE * (CUES.get(word) ?? 0) : 0);
    const negated = words.slice(Math.max(0, at - reach), at).some((one) => NEGATIONS.has(one));
    if (polarity !== 0) sum += weight * (negated && reach > 0 ? -polarity : polarity);
    else if (NEGATIONS.has(word) && !turnsRound(words, at, reach, known)) sum += weight * NEGATION_ALONE;
  }
  return sum;
}

function turnsRound(words: readonly string[], at: number, reach: number, known: Hand['words']): boolean {
  return words.slice(at + 1, at + 1 + reach).some((word) => known.has(word));
}

/** What the examples say, in [-1, 1]: each votes with the share of words that it has in common with the review. */
function likeness({ text, shown }: Asked): number {
  const own = new Set(wordsIn(text));
  const votes = shown.map(({ text: other, answer }) => {
    const theirs = new Set(wordsIn(other));
    const common = [...own].filter((word) => theirs.has(word)).length;
    return { like: common / (own.size + theirs.size - common || 1), vote: answer === 'positive' ? 1 : -1 };
  });
  const all = votes.reduce((sum, { like }) => sum + like, 0);
  return all === 0 ? 0 : votes.reduce((sum, { like, vote }) => sum + like * vote, 0) / all;
}
