import type { parse as Parse } from 'acorn';
import type * as ES from 'estree';

let parse: typeof Parse | null = null;

/** Hands over acorn, loaded by its path: finding it by name would need to look round in folders the worker may not read. */
export function useParser(loaded: typeof Parse): void {
  parse = loaded;
}

/** The syntax tree with offsets; a SyntaxError has `loc`. */
export function parseAs(source: string, sourceType: 'script' | 'module'): ES.Program {
  if (parse === null) throw new Error('the parser was not loaded');
  return parse(source, { ecmaVersion: 'latest', sourceType, allowHashBang: true }) as unknown as ES.Program;
}
