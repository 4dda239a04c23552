import type { Edit } from '../editor/edit.ts';
import { tokensOf, type Token } from '../editor/tokens.ts';
import { isOwnName, type Fix } from './fix.ts';

const isHole = (text: string): boolean => /^\$\d+$/.test(text);

/** Names for the holes when the pattern stands at `start`, or null. One hole is one name throughout. */
const bind = (
  pattern: readonly string[],
  tokens: readonly Token[],
  start: number,
): Map<string, string> | null => {
  const bound = new Map<string, string>();
  for (const [index, wanted] of pattern.entries()) {
    const text = tokens[start + index]?.text;
    if (text === undefined) return null;
    if (!isHole(wanted)) {
      if (text !== wanted) return null;
      continue;
    }
    if (!isOwnName(tokens, start + index) || (bound.get(wanted) ?? text) !== text) return null;
    bound.set(wanted, text);
  }
  return bound;
};

/** Tokens as text: no space where JavaScript writers put none. */
const written = (tokens: readonly string[]): string => {
  let text = '';
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    const tight =
      previous === undefined ||
      /^[([.!]$|^\.\.\.$/.test(previous) ||
      /^[)\].,;]$/.test(token) ||
      (/^[([]$/.test(token) &&
        /^[\w$)\]]+$/.test(previous) &&
        !/^(?:if|for|while|return|of|in)$/.test(previous));
    text += tight ? token : ` ${token}`;
  }
  return text;
};

/** Names tried for a hole that only the new text has. */
const FREE_NAMES_MAX = 8;

/** Every place of a source where the fix can be applied, as edits; a hole that is new takes each own name of the source in turn. */
export const matchesOf = (fix: Fix, source: string): Edit[] => {
  const tokens = tokensOf(source);
  if (tokens === null) return [];
  const pattern = [...fix.left, ...fix.before, ...fix.right];
  const own = [
    ...new Set(tokens.filter((_, index) => isOwnName(tokens, index)).map(({ text }) => text)),
  ].slice(0, FREE_NAMES_MAX);
  const edits: Edit[] = [];
  for (let start = 0; start + pattern.length <= tokens.length; start += 1) {
    const bound = bind(pattern, tokens, start);
    if (bound === null) continue;
    const first = tokens[start + fix.left.length];
    const last = tokens[start + fix.left.length + fix.before.length - 1];
    const from = first?.start ?? source.length;
    const to = fix.before.length === 0 ? from : (last?.end ?? from);
    const open = fix.after.find((token) => isHole(token) && !bound.has(token));
    for (const name of open === undefined ? [''] : own) {
      const text = written(fix.after.map((token) => bound.get(token) ?? (token === open ? name : token)));
      if (/\$\d/.test(text)) continue;
      const operator = fix.operators[0] ?? 'learned';
      edits.push({
        operator,
        spans: [{ from, to, text: fix.before.length === 0 ? `${text} ` : text }],
        weight: 1,
      });
    }
  }
  return edits;
};
