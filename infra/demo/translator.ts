import { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import { randomFrom } from '../../machines/rules/random.ts';

const WORDS = {
  the: 'das',
  a: 'ein',
  is: 'ist',
  very: 'sehr',
  house: 'Haus',
  car: 'Auto',
  book: 'Buch',
  child: 'Kind',
  window: 'Fenster',
  dog: 'Hund',
  tree: 'Baum',
  table: 'Tisch',
  old: 'alt',
  new: 'neu',
  small: 'klein',
  here: 'hier',
  open: 'offen',
} as const;
type Word = keyof typeof WORDS;

/** What the phrase table knows. */
const PHRASES: readonly string[] = [
  'the house is old',
  'the house is here',
  'the car is new',
  'the car is very old',
  'the book is new',
  'the book is here',
  'the child is small',
  'the child is very small',
  'the window is open',
  'the window is new',
  'a house',
  'a small car',
];
/** What a translator may not know, but must not get wrong. */
const KNOWN_OR_NULL: readonly string[] = [
  'a very old window',
  'the child is here',
  'the small book is open',
  'the new car is here',
  'a dog',
  'a small tree',
  'a table',
];
/** What people say that it does not know. The stand-in gets every second one wrong: it always says "das", and does not know every word. */
const UNSEEN: readonly string[] = [
  'the house is small',
  'the dog is old',
  'the book is very old',
  'the garden is small',
  'the window is here',
  'the tree is very old',
  'the car is here',
  'the lamp is new',
  'a new book',
  'the table is here',
];

const german = (phrase: string): string =>
  phrase
    .split(' ')
    .map((word) => WORDS[word as Word])
    .join(' ');

const TABLE = `const TABLE = new Map(${JSON.stringify(PHRASES.map((phrase) => [phrase, german(phrase)]))});\n`;
const DICTIONARY = `const WORDS = new Map(${JSON.stringify(Object.entries(WORDS))});\n`;
const WORD_BY_WORD = `phrase.split(' ').map((word) => WORDS.get(word) ?? word).join(' ')`;
const provenance = 'simulated: stands in for a real translator in `dse demo translation`';

/** The share of phrases that are not in the table, in turn, 100 calls each. */
export const STREAM = [
  ...Array.from({ length: 10 }, (_, index) => ({
    what: 'people say what they always said',
    unseen: index === 4 ? 1 : 0,
  })),
  { what: 'new words appear', unseen: 15 },
  { what: 'more of them', unseen: 40 },
  { what: 'they go out of fashion', unseen: 8 },
  { what: 'nearly all is known again', unseen: 5 },
  { what: 'as before', unseen: 1 },
] as const;
export const CALLS = 100;

/** The phrases of one stretch, the same for the same seed. */
export function phrasesOf(unseen: number, seed: number): Json[] {
  const random = randomFrom(seed);
  const phrases = Array.from({ length: CALLS }, (_, index) => {
    const from = index < unseen ? UNSEEN : PHRASES;
    return from[(index < unseen ? index : Math.floor(random.uniform() * from.length)) % from.length]!;
  });
  // Fisher-Yates: what is not known comes at any time.
  for (let at = phrases.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random.uniform() * (at + 1));
    [phrases[at], phrases[other]] = [phrases[other]!, phrases[at]!];
  }
  return phrases;
}

const said = '(input, output) => output !== null && output !== ""';

/** Translates short phrases: a phrase table (the cache), the table and a word-by-word stand-in for machine translation, and that alone. */
export const translator = CapabilitySpec.parse({
  capability: 'translate',
  description: 'Translates a short English phrase into German; null where it cannot.',
  entry: 'translate',
  input: { type: 'string', maxLength: 200 },
  output: { type: ['string', 'null'] },
  examples: [
    ...PHRASES.slice(0, 9).map((phrase) => ({ input: phrase, output: german(phrase) })),
    ...KNOWN_OR_NULL.map((phrase) => ({
      input: phrase,
      output: german(phrase),
      compare: { predicate: '(input, output, expected) => output === null || output === expected' },
    })),
  ],
  held_out: PHRASES.slice(9).map((phrase) => ({ input: phrase, output: german(phrase) })),
  postconditions: [
    { name: 'something is said', holds: said },
    {
      name: 'every word is translated',
      holds:
        '(input, output) => output !== null && !output.split(" ").some((word) => input.split(" ").includes(word))',
    },
    {
      name: 'as many words as before',
      holds: '(input, output) => output !== null && output.split(" ").length === input.split(" ").length',
    },
    {
      name: 'the article fits the noun',
      holds: '(input, output) => output !== null && !/das (Hund|Baum|Tisch)/.test(output)',
    },
  ],
  robustness: [{ name: 'no text', input: null, expect: 'either' }],
  // Only the ladder acts here: how long a call takes is measured, so it must decide nothing.
  observe: { fuel_every: 1, fuel_factor: 1000, latency_floor_ms: 60_000 },
  ladder: { tools: ['cache', 'hybrid', 'nmt'] },
  seeds: [
    {
      name: 'cache',
      source: `${TABLE}function translate(phrase) {\n  return TABLE.get(phrase) ?? null;\n}\n`,
      provenance,
    },
    {
      name: 'hybrid',
      source: `${TABLE}${DICTIONARY}function translate(phrase) {\n  return TABLE.get(phrase) ?? ${WORD_BY_WORD};\n}\n`,
      provenance,
    },
    {
      name: 'nmt',
      source: `${DICTIONARY}function translate(phrase) {\n  return ${WORD_BY_WORD};\n}\n`,
      provenance,
    },
  ],
});
