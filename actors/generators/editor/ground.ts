import type { AnyNode } from 'acorn';
import { kindOf, type Kind } from './kinds.ts';
import { readScopes, type Binding, type Scopes } from './scope.ts';
import { isFunction, textOf, type Site, type Tree } from './tree.ts';
import type { Edit } from './edit.ts';

/** What operators work on: a tree, its names, and literals worth trying. */
export type Ground = {
  readonly tree: Tree;
  readonly scopes: Scopes;
  /** Expressions whose value is used where they stand, in order of text. */
  readonly values: readonly Site[];
  readonly statements: readonly Site[];
  readonly numbers: readonly Pooled<number>[];
  readonly strings: readonly Pooled<string>[];
  kind(site: Site): Kind;
  text(site: Site): string;
  variables(site: Site): readonly Binding[];
};

/** A literal with its weight: 1 when the source itself has it, less when it comes from examples. */
export type Pooled<T> = { readonly value: T; readonly weight: number };

/** A family of typed edits. Cheap, may propose nonsense: parsing and the visible suite judge. */
export type Operator = (ground: Ground) => Iterable<Edit>;

const EXPRESSIONS = new Set([
  'Identifier',
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'ObjectExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'UnaryExpression',
  'UpdateExpression',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'AssignmentExpression',
  'MemberExpression',
  'CallExpression',
  'NewExpression',
  'ThisExpression',
]);

const isPattern = (site: Site): boolean => {
  const { parent, key } = site;
  if (parent === null) return true;
  const { node } = parent;
  switch (node.type) {
    case 'VariableDeclarator':
      return key === 'id';
    case 'AssignmentExpression':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'AssignmentPattern':
      return key === 'left';
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return key === 'params' || key === 'id';
    case 'ArrayPattern':
    case 'ObjectPattern':
    case 'RestElement':
    case 'CatchClause':
    case 'UpdateExpression':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'ExportSpecifier':
    case 'ImportSpecifier':
    case 'ImportDeclaration':
    case 'MetaProperty':
      return (
        key !== 'body' && key !== 'superClass' && !(node.type === 'PropertyDefinition' && key === 'value')
      );
    case 'Property':
      return (
        (key === 'key' && !node.computed) ||
        parent.parent?.node.type === 'ObjectPattern' ||
        (node.shorthand && key === 'value')
      );
    case 'MemberExpression':
      return key === 'property' && !node.computed;
    default:
      return false;
  }
};

/** True for an expression whose value is used: not a target, a declared name, a property name or a callee. */
export const isValue = (site: Site): boolean => {
  if (!EXPRESSIONS.has(site.node.type) || isPattern(site) || site.parent === null) return false;
  const { node } = site.parent;
  if (node.type === 'ExpressionStatement') return false;
  if ((node.type === 'CallExpression' || node.type === 'NewExpression') && site.key === 'callee')
    return false;
  return node.type !== 'ChainExpression' && node.type !== 'TaggedTemplateExpression';
};

const pool = <T extends string | number>(
  own: Iterable<T>,
  given: Iterable<T>,
  givenWeight: number,
): Pooled<T>[] => {
  const weights = new Map<T, number>();
  for (const value of own) weights.set(value, 1);
  for (const value of given) if (!weights.has(value)) weights.set(value, givenWeight);
  return [...weights].map(([value, weight]) => ({ value, weight }));
};

const literalsOf = <T>(tree: Tree, is: (value: unknown) => value is T): T[] =>
  tree.sites.flatMap(({ node }) => (node.type === 'Literal' && is(node.value) ? [node.value] : []));

/** Prepares a tree for the operators. `literals`: from examples and descriptions. */
export const prepareGround = (tree: Tree, literals: readonly (string | number | boolean)[]): Ground => {
  const scopes = readScopes(tree);
  const kinds = new Map<AnyNode, Kind>();
  return {
    tree,
    scopes,
    values: tree.sites.filter((site) => isValue(site)),
    statements: tree.sites.filter(
      (site) =>
        site.statement === site &&
        !isFunction(site.node) &&
        site.parent !== null &&
        site.node.type !== 'EmptyStatement',
    ),
    numbers: pool(
      literalsOf(tree, (value): value is number => typeof value === 'number'),
      literals.filter((value): value is number => typeof value === 'number'),
      0.4,
    ),
    strings: pool(
      literalsOf(tree, (value): value is string => typeof value === 'string'),
      literals.filter((value): value is string => typeof value === 'string' && value.length <= 40),
      0.4,
    ),
    kind: (site) => {
      const known = kinds.get(site.node);
      if (known !== undefined) return known;
      const kind = kindOf(site.node, (name) => scopes.resolve(site, name)?.kind ?? 'unknown');
      kinds.set(site.node, kind);
      return kind;
    },
    text: (site) => textOf(tree, site.node),
    variables: (site) => scopes.visible(site).filter((binding) => binding.kind !== 'function'),
  };
};
