import type * as ES from 'estree';

/** A node as acorn gives it, with its place in the source. */
export function at(node: ES.Node): ES.Node & { readonly start: number; readonly end: number } {
  return node as ES.Node & { readonly start: number; readonly end: number };
}

export function isNode(value: unknown): value is ES.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function isDirective(node: ES.Node | undefined): boolean {
  return node?.type === 'ExpressionStatement' && 'directive' in node && typeof node.directive === 'string';
}

const RUNS_ON = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'ClassDeclaration',
  'EmptyStatement',
  'DebuggerStatement',
]);

/** After this statement the next one of its list runs too, unless something is thrown. */
export function runsOn(node: ES.Node): boolean {
  return RUNS_ON.has(node.type);
}
