/** What a scripted model may be told in a rubric beside its job, and heeds. */
export const ADVICE = {
  /** Helps: a negation right before a word turns it round. */
  turn: 'Mind words such as not, never and no: they turn the word after them round.',
  /** Helps where the writer hesitates. */
  end: 'Where a review turns with but or however, believe what comes after it.',
  /** Helps a little: what the writer tells others. */
  cues: 'Heed what the writer tells others: to buy it, to avoid it, to send it back.',
  /** Helps where examples are shown. */
  compare: 'Where nothing is said plainly, judge as the examples most like it were judged.',
  /** Harms. */
  kind: 'When in doubt, believe that the writer was content.',
  /** Harms. */
  strict: 'Any reserve at all makes a review negative.',
  /** Harms: no negation is seen any more. */
  single: 'Take each word by itself, whatever stands around it.',
  /** Harms: tokens. */
  length: 'Explain each step at length and repeat the review before you judge it.',
} as const;
export type Advice = keyof typeof ADVICE;

export const ALL_ADVICE = Object.keys(ADVICE) as Advice[];

/** The advice that a text contains, word for word. */
export function adviceIn(text: string): readonly Advice[] {
  return ALL_ADVICE.filter((name) => text.includes(ADVICE[name]));
}
