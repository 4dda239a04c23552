import { randomFrom, type Random } from '../../../machines/rules/random.ts';
import type { Judge } from './judge.ts';

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const FUZZED = 60;

const variant = (value: Value, random: Random): Value => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)] as T;
  if (typeof value === 'number')
    return pick([value + 1, value - 1, value * 2, 0, 1, -value, value + 10, Math.floor(value / 2)]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    const at = Math.floor(random.uniform() * value.length);
    const letter = value[at] ?? 'a';
    return pick([
      value.slice(0, at) + value.slice(at + 1),
      value.slice(0, at) + letter + value.slice(at),
      [...value].toReversed().join(''),
      value.slice(0, at) +
        (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) +
        value.slice(at + 1),
      value + value,
      '',
    ]);
  }
  if (Array.isArray(value)) {
    const at = Math.floor(random.uniform() * value.length);
    const item = value[at];
    if (item === undefined) return value;
    return pick([
      value.toSpliced(at, 1),
      value.toSpliced(at, 0, item),
      value.toReversed(),
      value.with(at, variant(item, random)),
      value.with(at, variant(item, random)),
      [...value, variant(item, random)],
      [],
    ]);
  }
  return value;
};

/** Inputs near the visible ones: one to three arguments' parts changed, distinct, equal for equal seeds. */
export const fuzzInputs = (visible: readonly string[], seed: number): string[] => {
  const random = randomFrom(seed);
  const known = new Set(visible);
  const found = new Set<string>();
  for (let round = 0; round < 20 * FUZZED && found.size < FUZZED && visible.length > 0; round += 1) {
    let args = JSON.parse(visible[round % visible.length] as string) as Value[];
    for (let change = 1 + Math.floor(random.uniform() * 3); change > 0 && args.length > 0; change -= 1) {
      const at = Math.floor(random.uniform() * args.length);
      args = args.with(at, variant(args[at] as Value, random));
    }
    const text = JSON.stringify(args);
    if (!known.has(text)) found.add(text);
  }
  return [...found];
};

export type Asked = { readonly source: string; readonly asked: boolean; readonly fuzzRuns: number };

/** Chance that two candidates drawn at random disagree; an answer that is an error does not count as one to ask about. */
const split = (answers: readonly (string | null)[]): number => {
  const counts = new Map<string, number>();
  for (const answer of answers) if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const total = answers.length;
  let same = 0;
  for (const count of counts.values()) same += (count / total) ** 2;
  return counts.size < 2 ? 0 : 1 - same;
};

/**
 * One distinguishing question: the fuzzed input on which plausible candidates disagree most is answered by the oracle, and the first found
 * candidate that agrees is accepted; the first found when none does or none disagrees. Null without candidates.
 */
export const askOnce = async (
  candidates: readonly string[],
  oracle: string,
  judge: Judge,
  seed: number,
): Promise<Asked | null> => {
  const [first] = candidates;
  if (first === undefined) return null;
  if (candidates.length === 1) return { source: first, asked: false, fuzzRuns: 0 };
  const inputs = fuzzInputs(judge.visibleInputs, seed);
  const answers: (string | null)[][] = [];
  for (const source of candidates) answers.push(await judge.answers(source, inputs));
  const scored = inputs.map((_, at) => split(answers.map((row) => row[at] ?? null)));
  const at = scored.indexOf(Math.max(0, ...scored));
  const input = inputs[at];
  if (input === undefined || scored[at] === 0)
    return { source: first, asked: false, fuzzRuns: candidates.length };
  const [truth] = await judge.answers(oracle, [input]);
  const agreeing = candidates.find((_, index) => truth !== null && answers[index]?.[at] === truth);
  return { source: agreeing ?? first, asked: true, fuzzRuns: candidates.length };
};
