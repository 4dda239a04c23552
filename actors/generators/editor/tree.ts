import { parse, type AnyNode, type Options, type Program } from 'acorn';

/** One node where it stands. */
export type Site = {
  readonly node: AnyNode;
  readonly parent: Site | null;
  /** The field of the parent that holds the node, and the place in it when the field is a list (else -1). */
  readonly key: string;
  readonly index: number;
  /** Nearest enclosing statement that is not a block; the site itself when it is one. */
  readonly statement: Site | null;
  /** Nearest function around the site. */
  readonly inside: Site | null;
  readonly children: readonly Site[];
};

/** A parsed source. For TypeScript, nodes come from the stripped text and slices from the original. */
export type Tree = {
  readonly source: string;
  readonly program: Program;
  /** Pre-order. */
  readonly sites: readonly Site[];
};

/** Position-preserving type stripping: blanks types, keeps every other character where it is. */
export type Strip = (source: string) => string;

export const isFunction = (node: AnyNode): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

export const isStatement = (node: AnyNode): boolean =>
  (node.type.endsWith('Statement') && node.type !== 'BlockStatement') || node.type.endsWith('Declaration');

export const isLoop = (node: AnyNode): boolean =>
  node.type === 'ForStatement' ||
  node.type === 'ForOfStatement' ||
  node.type === 'ForInStatement' ||
  node.type === 'WhileStatement' ||
  node.type === 'DoWhileStatement';

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const collect = (node: AnyNode, parent: Site | null, key: string, index: number, sites: Site[]): Site => {
  // The statement of a `for` head is the loop; declarations inside a head are not statements of their own.
  const inHead = parent !== null && isLoop(parent.node) && key !== 'body';
  const children: Site[] = [];
  const site: { -readonly [Field in keyof Site]: Site[Field] } = {
    children,
    node,
    parent,
    key,
    index,
    statement: parent?.statement ?? null,
    inside: parent !== null && isFunction(parent.node) ? parent : (parent?.inside ?? null),
  };
  if (isStatement(node) && !inHead) site.statement = site;
  sites.push(site);
  for (const [field, value] of Object.entries(node)) {
    if (Array.isArray(value)) {
      value.forEach((item, at) => {
        if (isNode(item)) children.push(collect(item, site, field, at, sites));
      });
    } else if (isNode(value)) children.push(collect(value, site, field, -1, sites));
  }
  return site;
};

const OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true };

/** The program as acorn reads it, or null when it does not parse (as a script, then as a module). */
export const parseProgram = (source: string, strip?: Strip): Program | null => {
  let text = source;
  if (strip !== undefined) {
    try {
      text = strip(source);
    } catch {
      return null;
    }
  }
  for (const sourceType of ['script', 'module'] as const) {
    try {
      return parse(text, { ...OPTIONS, sourceType });
    } catch {
      // Not this kind of source; the other one may still fit.
    }
  }
  return null;
};

/** Null when the source does not parse: expected for mutants, so not an exception. */
export const readTree = (source: string, strip?: Strip): Tree | null => {
  const program = parseProgram(source, strip);
  if (program === null) return null;
  const sites: Site[] = [];
  collect(program, null, '', -1, sites);
  return { source, program, sites };
};

export const textOf = (tree: Tree, node: { start: number; end: number }): string =>
  tree.source.slice(node.start, node.end);

export function* ancestors(site: Site): Generator<Site> {
  for (let up = site.parent; up !== null; up = up.parent) yield up;
}

/** The node in a field that always holds one. Throws when it is empty: the tree is not what acorn builds. */
export const childSite = (parent: Site, key: string): Site => {
  const found = parent.children.find((site) => site.key === key);
  if (found === undefined)
    throw new Error(`A ${parent.node.type} at offset ${parent.node.start} has no '${key}'.`);
  return found;
};

/** The site and everything below it, pre-order. */
export function* within(site: Site): Generator<Site> {
  yield site;
  for (const child of site.children) yield* within(child);
}
