import type { CapabilitySpec } from '../../../events/capability.ts';

type Known = { readonly entry: string; readonly spread: boolean };

/**
 * Stored code under the name and call of another capability: as it is where they agree, else with one line that passes the call on. Null: it
 * cannot be said in one line (another way to call it, or the name is taken inside).
 */
export function adapted(
  source: string,
  known: Known,
  spec: Pick<CapabilitySpec, 'entry' | 'spread' | 'language'>,
): string | null {
  if (known.spread !== spec.spread) return null;
  if (known.entry === spec.entry) return source;
  if (new RegExp(`(?<![\\w$.])${spec.entry.replaceAll('$', '\\$')}(?![\\w$])`).test(source)) return null;
  const { entry } = spec;
  const lines = {
    javascript: `function ${entry}(...input) { return ${known.entry}(...input); }`,
    typescript: `const ${entry} = ${known.entry};`,
    python: `${entry} = ${known.entry}`,
    bash: `${entry}() { ${known.entry} "$@"; }`,
  } as const;
  return `${source.trimEnd()}\n\n${lines[spec.language]}\n`;
}
