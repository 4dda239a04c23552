import { CapabilitySpec } from '../../../events/capability.ts';
import type { Json } from '../../../events/json.ts';
import { ownWords } from '../resume/ownWords.ts';

/** Small capabilities that differ in one number, and how well each can be written. */
type Family = {
  readonly name: string;
  readonly entry: string;
  readonly says: (k: number) => string;
  readonly input: object;
  readonly inputs: (k: number) => readonly Json[];
  readonly right: (input: never, k: number) => number;
  /** Of the body: what is no input at all is refused, as robust code does. */
  readonly guard: string;
  /** True of no input that fits the schema. */
  readonly never: string;
  /** Right, with needless work. */
  readonly slow: (k: number) => string;
  readonly best: (k: number) => string;
};

const aNumber = "if (typeof x !== 'number') throw new TypeError('a number is needed');";
const aText = "if (typeof x !== 'string') throw new TypeError('a text is needed');";
const aList = "if (!Array.isArray(x)) throw new TypeError('a list is needed');";

const families: readonly Family[] = [
  {
    name: 'clamp',
    entry: 'clamp',
    says: (k) => `Limits a number to the range from 0 to ${k}`,
    input: { type: 'integer', minimum: -300, maximum: 300 },
    inputs: (k) => [-200, -1, 0, 3, k, k + 1, 250],
    right: (n: number, k) => Math.min(k, Math.max(0, n)),
    guard: aNumber,
    never: 'x === 63.5',
    slow: (k) => `let y = x;\n  while (y > ${k}) y -= 1;\n  while (y < 0) y += 1;\n  return y;`,
    best: (k) => `return Math.min(${k}, Math.max(0, x));`,
  },
  {
    name: 'multiples',
    entry: 'multiples',
    says: (k) => `The sum of the multiples of ${k} up to a number`,
    input: { type: 'integer', minimum: 0, maximum: 300 },
    inputs: (k) => [0, 1, k, k + 1, 3 * k, 100, 299],
    right: (n: number, k) => (k * Math.floor(n / k) * (Math.floor(n / k) + 1)) / 2,
    guard: aNumber,
    never: 'x === 0.5',
    slow: (k) =>
      `let sum = 0;\n  for (let i = 0; i <= x; i += 1) if (i % ${k} === 0) sum += i;\n  return sum;`,
    best: (k) => `const m = Math.floor(x / ${k});\n  return (${k} * m * (m + 1)) / 2;`,
  },
  {
    name: 'longer',
    entry: 'longer',
    says: (k) => `How many words of a text have more than ${k % 9} letters`,
    input: { type: 'string', maxLength: 40 },
    inputs: () => [
      '',
      'a',
      'one two three',
      'a longer word or two',
      'extraordinarily',
      'seven of nine letters',
    ],
    right: (text: string, k) => text.split(' ').filter((word) => word.length > k % 9).length,
    guard: aText,
    never: 'x.length > 1000',
    slow: (k) =>
      `let found = 0;\n  for (const word of x.split(' ')) {\n    let letters = 0;\n    for (let i = 0; i < word.length; i += 1) letters += 1;\n    if (letters > ${k % 9}) found += 1;\n  }\n  return found;`,
    best: (k) => `return x.split(' ').filter((word) => word.length > ${k % 9}).length;`,
  },
  {
    name: 'digits',
    entry: 'digits',
    says: (k) => `${k} times the sum of the digits of a number`,
    input: { type: 'integer', minimum: 0, maximum: 9999 },
    inputs: () => [0, 7, 10, 99, 480, 1234, 9999],
    right: (n: number, k) => k * [...String(n)].reduce((sum, digit) => sum + Number(digit), 0),
    guard: aNumber,
    never: 'x === 1.5',
    slow: (k) =>
      `let sum = 0;\n  for (const digit of String(x)) for (let i = 0; i < Number(digit); i += 1) sum += 1;\n  let all = 0;\n  for (let i = 0; i < ${k}; i += 1) all += sum;\n  return all;`,
    best: (k) =>
      `let sum = 0;\n  for (let y = x; y > 0; y = Math.floor(y / 10)) sum += y % 10;\n  return ${k} * sum;`,
  },
  {
    name: 'above',
    entry: 'above',
    says: (k) => `How many numbers of a list are above ${k}`,
    input: { type: 'array', items: { type: 'integer', minimum: -200, maximum: 300 }, maxItems: 12 },
    inputs: (k) => [[], [k], [k + 1], [3, k + 5, 300], [-5, 0, 5], [300, 299, 298, 1, 2, 3]],
    right: (list: readonly number[], k) => list.filter((one) => one > k).length,
    guard: aList,
    never: 'x.length > 1000',
    slow: (k) =>
      `let found = 0;\n  for (const one of x) {\n    let y = one;\n    while (y > ${k} + 1) y -= 1;\n    if (y > ${k}) found += 1;\n  }\n  return found;`,
    best: (k) => `return x.filter((one) => one > ${k}).length;`,
  },
];

/** How good a piece of code is; `wrong` is quick and answers something else. */
export type Written = 'poor' | 'fair' | 'best' | 'wrong';

/** A capability of the bench with the ways to write it. */
export type Subject = {
  readonly capability: string;
  readonly spec: CapabilitySpec;
  readonly inputs: readonly Json[];
  readonly code: (how: Written) => string;
};

/** Statements that no input reaches: coverage, and so quality, is lower by them. */
const dead = (never: string): string =>
  `if (${never}) {
    let spare = 1;
    spare = spare + 2;
    spare = spare * 3;
    if (spare > 5) spare = spare - 4;
    else spare = spare + 6;
    if (spare === 7) spare = 8;
    for (let i = 0; i < spare; i += 1) {
      if (i === 2) spare = spare - 1;
      else spare = spare - 2;
      if (spare === 3) spare = 0;
      if (spare < 0) spare = 1;
    }
    return spare;
  }`;

function written({ entry, guard, never, slow, best }: Family, k: number, how: Written): string {
  const body: Readonly<Record<Written, string>> = {
    poor: `${dead(never)}\n  ${slow(k)}`,
    fair: slow(k),
    best: best(k),
    wrong: best(k).replace('return ', 'return 1 + '),
  };
  return `function ${entry}(x) {\n  ${guard}\n  ${body[how]}\n}`;
}

/** The nth capability; `seed` is the code it begins with. Equal numbers give equal capabilities. */
export function subject(index: number, seed: Written): Subject {
  const family = families[index % families.length]!;
  const k = 3 + Math.floor(index / families.length);
  const capability = `${family.name}-${k}`;
  const inputs = [...new Map(family.inputs(k).map((input) => [JSON.stringify(input), input])).values()];
  const example = (input: Json) => ({ input, output: family.right(input as never, k) });
  const code = (how: Written): string => written(family, k, how);
  return {
    capability,
    inputs,
    code,
    spec: CapabilitySpec.parse({
      capability,
      description: `${family.says(k)}: ${ownWords(capability)}.`,
      entry: family.entry,
      input: family.input,
      output: { type: 'integer' },
      examples: inputs.slice(0, -1).map(example),
      held_out: inputs.slice(-1).map(example),
      objectives: { quality_min: 0, strength_min: 0, fuel_target: 8 },
      search: { evaluations: 5, attempts: 1 },
      seeds: [{ name: seed, source: code(seed), provenance: 'the bench' }],
      controls: [],
      oracle: null,
    }),
  };
}
