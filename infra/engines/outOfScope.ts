import type { Program, ProgramScope } from '../../actors/ports.ts';

/** Why a program is out of its scope, naming what is; null when it is within. */
export function outOfScope(program: Program, scope: ProgramScope, engine: string): string | null {
  const { language, source } = program;
  if (!scope.languages.some((allowed) => allowed === language))
    return `the language "${language}" is not in the scope of this capability: ${scope.languages.join(', ')}`;
  if (scope.engines !== null && !scope.engines.includes(engine))
    return `the engine "${engine}" is not in the scope of this capability: ${scope.engines.join(', ')}`;
  if (source.length > scope.maxLength)
    return `the code has ${source.length} characters, ${scope.maxLength} are in the scope of this capability`;
  const forbidden = scope.forbidden.find((word) => contains(source, word));
  if (forbidden !== undefined) return `"${forbidden}" is forbidden by the scope of this capability`;
  const missing = scope.required.find((word) => !contains(source, word));
  return missing === undefined ? null : `"${missing}" is required by the scope of this capability`;
}

/** As a whole: `eval` is not in `evaluate`. */
function contains(source: string, word: string): boolean {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const [before, after] = [/^[\w$]/.test(word) ? '(?<![\\w$])' : '', /[\w$]$/.test(word) ? '(?![\\w$])' : ''];
  return new RegExp(`${before}${escaped}${after}`).test(source);
}
