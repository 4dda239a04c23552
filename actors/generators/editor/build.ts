import type { AnyNode } from 'acorn';
import type { Edit } from './edit.ts';
import type { Ground } from './ground.ts';
import { isFunction, isLoop, type Site } from './tree.ts';

type Range = { readonly start: number; readonly end: number };

export const replaceRange = (operator: string, range: Range, text: string, weight: number): Edit => ({
  operator,
  spans: [{ from: range.start, to: range.end, text }],
  weight,
});

export const insertAt = (operator: string, offset: number, text: string, weight: number): Edit => ({
  operator,
  spans: [{ from: offset, to: offset, text }],
  weight,
});

const TIGHT = new Set([
  'Identifier',
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'MemberExpression',
  'CallExpression',
  'ThisExpression',
]);

/** Text that any operator or member access may be put beside. */
export const operand = (ground: Ground, site: Site): string => {
  const text = ground.text(site);
  const loose =
    !TIGHT.has(site.node.type) || (site.node.type === 'Literal' && typeof site.node.value === 'number');
  return loose && !/^[\w.]+$/.test(text) ? `(${text})` : text;
};

/** Text that a `.member` or `[index]` may follow: numbers need parentheses too. */
export const receiver = (ground: Ground, site: Site): string =>
  TIGHT.has(site.node.type) && !/^\d/.test(ground.text(site)) ? ground.text(site) : `(${ground.text(site)})`;

/** True where the grammar takes any expression (but for commas) without parentheses. */
const isDelimited = (site: Site): boolean => {
  const parent = site.parent?.node;
  if (parent === undefined) return false;
  switch (parent.type) {
    case 'CallExpression':
    case 'NewExpression':
      return site.key === 'arguments';
    case 'MemberExpression':
      return site.key === 'property';
    case 'ConditionalExpression':
      return site.key !== 'test';
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return site.key === 'right';
    case 'ArrayExpression':
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'SwitchStatement':
    case 'VariableDeclarator':
    case 'TemplateLiteral':
    case 'Property':
    case 'SpreadElement':
    case 'SequenceExpression':
      return true;
    default:
      return false;
  }
};

const isSimple = (text: string): boolean => /^(?:-?[\w.$]+|'[^'\\]*'|"[^"\\]*")$/.test(text);

/** Puts an expression where the site stands, with parentheses where the grammar may need them. */
export const replaceValue = (
  ground: Ground,
  operator: string,
  site: Site,
  text: string,
  weight: number,
): Edit => {
  const { source } = ground.tree;
  const { start, end } = site.node;
  const wrapped = source[start - 1] === '(' && source[end] === ')';
  const bare = isSimple(text) && !text.startsWith('-');
  const literalBody = site.parent?.node.type === 'ArrowFunctionExpression' && text.startsWith('{');
  const shorthand = site.parent?.node.type === 'Property' && site.parent.node.shorthand;
  if (shorthand) return replaceRange(operator, site.node, `${ground.text(site)}: ${text}`, weight);
  const safe = !literalBody && (bare || wrapped || isDelimited(site) || isArrowBody(site));
  return replaceRange(operator, site.node, safe ? text : `(${text})`, weight);
};

const isArrowBody = (site: Site): boolean =>
  site.parent?.node.type === 'ArrowFunctionExpression' && site.key === 'body';

export const quote = (value: string): string =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** Statements of a block or program, or null where a statement stands alone as the body of an `if` or a loop. */
export const listAround = (site: Site): readonly AnyNode[] | null => {
  const parent = site.parent?.node;
  if (parent === undefined || site.index < 0) return null;
  if (parent.type === 'BlockStatement' || parent.type === 'Program') return parent.body;
  return parent.type === 'SwitchCase' ? parent.consequent : null;
};

/** The white space that starts the line of an offset, so inserted lines fit in. */
export const indentAt = (source: string, offset: number): string => {
  const line = source.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(source.slice(line, offset))?.[0] ?? '';
};

export const insertBefore = (
  ground: Ground,
  operator: string,
  site: Site,
  text: string,
  weight: number,
): Edit =>
  insertAt(operator, site.node.start, `${text}\n${indentAt(ground.tree.source, site.node.start)}`, weight);

export const insertAfter = (
  ground: Ground,
  operator: string,
  site: Site,
  text: string,
  weight: number,
): Edit =>
  insertAt(operator, site.node.end, `\n${indentAt(ground.tree.source, site.node.start)}${text}`, weight);

/** The loop that a `break` at this site would leave, or null. */
export const loopAround = (site: Site): Site | null => {
  for (let up = site.parent; up !== null && !isFunction(up.node); up = up.parent)
    if (isLoop(up.node)) return up;
  return null;
};
