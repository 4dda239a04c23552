import type { ModelRequest } from '../../../actors/models/model.ts';
import { STRATEGIES } from '../../../actors/evolving/prompt/rewriteRubric.ts';
import type { Strategy } from '../../../actors/evolving/prompt/rewriteRubric.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Random } from '../../../machines/rules/random.ts';
import { ADVICE, adviceIn, ALL_ADVICE } from './advice.ts';
import type { Advice } from './advice.ts';
import { NEGATIONS, TURNS, wordsIn } from './words.ts';

const OPENINGS = [
  'Judge whether the review is positive or negative.',
  'You read reviews of products. Say whether the writer is content.',
  'Would the writer of this review buy the product again? Yes is positive, no is negative.',
] as const;

/**
 * A rubric by a scripted model: an opening and lines of advice, some of which help and some of which harm. Which ones follows from the strategy it is told, the mistakes it is shown and the
 * draws of the call; whether a line helps it does not know.
 */
export function rewritten({ messages, temperature, seed }: ModelRequest): string {
  const [system, user] = [messages[0]!.content, messages[1]!.content];
  const strategy = (Object.keys(STRATEGIES) as Strategy[]).find((name) => system.includes(STRATEGIES[name]))!;
  const random = randomFrom(deriveSeed(seed ?? 0, `${temperature} ${system} ${user}`));
  const instructions = between(user, 'instructions');
  const kept = adviceIn(instructions);
  const lines = linesOf(strategy, kept, suggestedBy(between(user, 'mistakes')), random);
  const opening = strategy === 'reframe' ? pick(OPENINGS, random) : openingOf(instructions);
  return JSON.stringify({ rubric: [opening, ...lines.map((name) => ADVICE[name])].join('\n') });
}

function between(text: string, mark: string): string {
  return new RegExp(`<${mark}>\\n([\\s\\S]*)\\n</${mark}>`).exec(text)?.[1] ?? '';
}

function openingOf(instructions: string): string {
  return instructions.split('\n')[0] ?? OPENINGS[0];
}

/** What mistakes look as if they called for. */
function suggestedBy(mistakes: string): readonly Advice[] {
  const words = wordsIn(mistakes);
  const right = [...mistakes.matchAll(/right: "(.*)"/g)].map(([, answer]) => answer);
  const blamed = right.filter((answer) => answer === 'negative').length;
  return [
    ...(words.some((word) => NEGATIONS.has(word)) ? (['turn'] as const) : []),
    ...(words.some((word) => TURNS.has(word)) ? (['end'] as const) : []),
    ...(blamed * 2 > right.length ? (['strict'] as const) : []),
    ...(blamed * 2 < right.length ? (['kind'] as const) : []),
    'compare',
  ];
}

function linesOf(
  strategy: Strategy,
  kept: readonly Advice[],
  suggested: readonly Advice[],
  random: Random,
): readonly Advice[] {
  const any = (): Advice => pick(ALL_ADVICE, random);
  const fitting = (): Advice => pick(suggested, random);
  const without = (): readonly Advice[] => {
    const gone = pick(kept, random);
    return kept.filter((name) => name !== gone);
  };
  const lines: Readonly<Record<Strategy, () => readonly Advice[]>> = {
    specialize: () => [...kept, 'cues', fitting()],
    optimize: () => [...without(), fitting()],
    constrain: () => [...kept, pick(['strict', 'single', fitting()], random)],
    simplify: () => without(),
    expand: () => [...kept, any(), any()],
    reframe: () => [...without(), any()],
    hybrid: () => [...kept, fitting(), any()],
  };
  return [...new Set(lines[strategy]())];
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.uniform() * from.length)] as T;
}
