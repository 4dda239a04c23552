const FENCE = /```[^\n`]*\n([\s\S]*?)(?:\n```|$)/g;

/**
 * The program in a model's answer: the longest code block that names the function, or the whole text where it has no block at all and
 * names it. Null: there is no code in it.
 */
export function codeOf(answer: string, entry: string): string | null {
  const blocks = [...answer.matchAll(FENCE)].map((match) => match[1]!.trim());
  const texts = blocks.length > 0 ? blocks : [answer.trim()];
  const named = texts.filter((text) =>
    new RegExp(`(?<![\\w$])${entry.replaceAll('$', '\\$')}(?![\\w$])`).test(text),
  );
  return named.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
