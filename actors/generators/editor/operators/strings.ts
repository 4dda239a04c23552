import { quote, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Characters that stand for each other's side or kind. */
const COUNTERPARTS: readonly string[] = [
  '()[]{}<>',
  '"\'`',
  '+-*/%',
  '.,;:',
  '_- ',
  '01',
  'yn',
  'YN',
  'aeiou',
  'AEIOU',
];

/** Edits between two words of at most 40 characters (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** A long word that differs by a letter or two is the same word, once misspelt. */
const wordWeight = (value: string, other: string): number => {
  if (value.length >= 4 && other.length >= 4 && distance(value, other) <= 2) return 5;
  return other.length === value.length ? 1 : 0.6;
};

const candidatesFor = (ground: Ground, value: string): Map<string, number> => {
  const weights = new Map<string, number>([
    ['', 0.7],
    [' ', value.length <= 1 ? 0.7 : 0.3],
    [',', 0.2],
    [', ', 0.2],
    ['\n', 0.1],
    ['0', 0.15],
    ['1', 0.15],
  ]);
  const put = (text: string, weight: number): void => {
    weights.set(text, Math.max(weights.get(text) ?? 0, weight));
  };
  put(value.toUpperCase(), 0.8);
  put(value.toLowerCase(), 0.8);
  put(value.charAt(0).toUpperCase() + value.slice(1), 0.3);
  put(value.trim(), 0.4);
  put(`${value} `, 0.3);
  put(` ${value}`, 0.3);
  put([...value].toReversed().join(''), 0.2);
  if (value.length > 1 && value.length <= 40) {
    for (let at = 0; at < value.length; at += 1)
      put(value.slice(0, at) + value.slice(at + 1), 0.5 / Math.sqrt(value.length));
  }
  if (value.length === 1) {
    for (const group of COUNTERPARTS) if (group.includes(value)) for (const other of group) put(other, 0.4);
    // Single characters of longer examples are what a comparison of characters may be about.
    for (const { value: text, weight } of ground.strings) for (const other of text) put(other, 0.3 * weight);
  }
  for (const { value: other, weight } of ground.strings) {
    put(other, wordWeight(value, other) * weight);
    if (value.length > 3 && other.length === 1 && !value.includes(other)) put(value + other, 0.3 * weight);
  }
  weights.delete(value);
  return weights;
};

/**
 * `str`: other strings of the source and the examples, other case, one character less, counterparts. `str2id`: a name in scope
 * instead of a string.
 */
export const strings: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type !== 'Literal' || !isText(node.value)) continue;
    for (const [other, weight] of candidatesFor(ground, node.value))
      yield replaceValue(ground, 'str', site, quote(other), weight);
    for (const { name, kind } of ground.variables(site))
      yield replaceValue(ground, 'str2id', site, name, likeness('string', kind));
  }
};
