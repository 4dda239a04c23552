import { LEXICONS } from './words.ts';

/** What a scripted model is like. Noise in words of praise: one word is worth 1. */
export type Hand = {
  readonly words: ReadonlyMap<string, number>;
  /** Standard deviation of its misjudging, the same each time it is asked the same. */
  readonly error: number;
  /** The same per unit of temperature, drawn anew for each voice. */
  readonly heat: number;
  /** What the examples it is shown are worth. */
  readonly examples: number;
  /** Examples and lines of advice that it can keep in mind; each further one adds to its error. */
  readonly room: number;
  /** Chance of an answer that is not JSON, at temperature 1. */
  readonly slips: number;
  /** Dollars for a million tokens, simulated. */
  readonly price: { readonly input: number; readonly output: number };
};

/** Simulated: none of them is like any model there is. */
export const HANDS: Readonly<Record<'small' | 'middle' | 'large', Hand>> = {
  small: {
    words: LEXICONS.plain,
    error: 0.5,
    heat: 1,
    examples: 0.8,
    room: 4,
    slips: 0.2,
    price: { input: 0.1, output: 0.4 },
  },
  middle: {
    words: LEXICONS.full,
    error: 0.5,
    heat: 1,
    examples: 0.8,
    room: 6,
    slips: 0.1,
    price: { input: 0.5, output: 2 },
  },
  large: {
    words: LEXICONS.full,
    error: 0.2,
    heat: 0.5,
    examples: 1.2,
    room: 12,
    slips: 0.02,
    price: { input: 3, output: 12 },
  },
};
