import { BUILT_INS } from '../editor/builtIns.ts';
import type { Score } from '../../ports.ts';
import { changesBetween, tokensOf, type Token } from '../editor/tokens.ts';

/**
 * A repair that worked, kept as token patterns so that it fits other sources: names of the source become `$0`, `$1`, …; members,
 * built-ins, signs and literals stay. Plain JSON below 2 KiB.
 */
export type Fix = {
  readonly v: 1;
  readonly operators: readonly string[];
  /** Tokens that must stand around the change. */
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What the faulty parent did, empty when unknown. */
  readonly signature: string;
  /** Members, built-ins and signs of the parent: the measure of similarity. */
  readonly context: readonly string[];
};

const CONTEXT = 2;
const TOKENS_MAX = 40;
const CONTEXT_MAX = 48;
export const FIX_BYTES_MAX = 2048;

const BUILT_IN = new Set([...BUILT_INS, 'true', 'false', 'null', 'this']);
const KEYWORD =
  /^(?:const|let|var|function|return|if|else|for|while|do|of|in|break|continue|switch|case|default|new|typeof|instanceof|throw|try|catch|finally|class|extends|await|async|yield|delete|void|static|get|set)$/;

/** True for a name of the source's own: not a member after a dot, not a keyword or a built-in. */
export const isOwnName = (tokens: readonly Token[], index: number): boolean => {
  const text = tokens[index]?.text ?? '';
  const previous = tokens[index - 1]?.text;
  return (
    /^[A-Za-z_$][\w$]*$/.test(text) &&
    !BUILT_IN.has(text) &&
    !KEYWORD.test(text) &&
    previous !== '.' &&
    previous !== '?.'
  );
};

/** Members, built-ins, signs: what stays the same when names change. */
export const contextOf = (tokens: readonly Token[]): string[] =>
  [
    ...new Set(
      tokens
        .filter((token, index) => !isOwnName(tokens, index) && token.text.length <= 16)
        .map(({ text }) => text),
    ),
  ]
    .toSorted()
    .slice(0, CONTEXT_MAX);

const kindOfOutput = (output: string): string => {
  // Outputs are JSON; anything else is the text of an error or a limit: its numbers and names say nothing general.
  try {
    const value: unknown = JSON.parse(output);
    return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  } catch {
    return output
      .replaceAll(/["'`][^"'`]*["'`]|\d+/g, '_')
      .replace(/\b[a-z]\w* is not/, '_ is not')
      .slice(0, 80);
  }
};

/** What a failing score looks like, names and numbers left out: the distinct outcomes of its failing checks. */
export const signatureOf = (score: Score): string =>
  [...new Set(score.outputs.filter((_, check) => score.checks[check] === false).map(kindOfOutput))]
    .toSorted()
    .join(' | ')
    .slice(0, 200);

/**
 * What an accepted repair changed. `score`: the parent's, for its error signature. Null when there is nothing to learn: no change of
 * tokens, one too large to fit elsewhere, or a source that cannot be read.
 */
export const learnFix = (
  parentSource: string,
  childSource: string,
  operators: readonly string[],
  score?: Score,
): Fix | null => {
  const [parent, child] = [tokensOf(parentSource), tokensOf(childSource)];
  if (parent === null || child === null) return null;
  const changes = changesBetween(parent, child);
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return null;
  const { from, start } = first;
  const { to, end } = last;
  if (to - from > TOKENS_MAX || end - start > TOKENS_MAX) return null;
  const names = new Map<string, string>();
  const pattern = (tokens: readonly Token[], low: number, high: number): string[] =>
    tokens.slice(Math.max(0, low), high).map(({ text }, index) => {
      if (!isOwnName(tokens, Math.max(0, low) + index)) return text;
      const known = names.get(text) ?? `$${names.size}`;
      names.set(text, known);
      return known;
    });
  const fix: Fix = {
    v: 1,
    operators: operators.slice(0, 8),
    left: pattern(parent, from - CONTEXT, from),
    before: pattern(parent, from, to),
    right: pattern(parent, to, to + CONTEXT),
    after: pattern(child, start, end),
    signature: score === undefined ? '' : signatureOf(score),
    context: contextOf(parent),
  };
  return JSON.stringify(fix).length > FIX_BYTES_MAX ? null : fix;
};
