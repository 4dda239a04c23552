import type { AnyNode } from 'acorn';

/** What a value most likely is, read from the text alone. `sequence`: a string or an array. */
export type Kind = 'number' | 'string' | 'boolean' | 'array' | 'sequence' | 'function' | 'object' | 'unknown';

const METHOD_RESULT: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    [
      'map',
      'filter',
      'split',
      'sort',
      'reverse',
      'keys',
      'values',
      'entries',
      'from',
      'fill',
      'flat',
      'flatMap',
      'splice',
      'match',
    ].map((name) => [name, 'array' as const]),
  ),
  ...Object.fromEntries(
    [
      'join',
      'toString',
      'toUpperCase',
      'toLowerCase',
      'trim',
      'substring',
      'substr',
      'charAt',
      'replace',
      'replaceAll',
      'repeat',
      'padStart',
      'padEnd',
      'fromCharCode',
      'stringify',
      'toFixed',
      'trimStart',
      'trimEnd',
    ].map((name) => [name, 'string' as const]),
  ),
  ...Object.fromEntries(
    [
      'indexOf',
      'lastIndexOf',
      'findIndex',
      'charCodeAt',
      'codePointAt',
      'parseInt',
      'parseFloat',
      'Number',
      'abs',
      'floor',
      'ceil',
      'round',
      'trunc',
      'sqrt',
      'cbrt',
      'pow',
      'max',
      'min',
      'log',
      'log2',
      'log10',
      'sign',
      'localeCompare',
      'push',
      'unshift',
    ].map((name) => [name, 'number' as const]),
  ),
  ...Object.fromEntries(
    [
      'includes',
      'some',
      'every',
      'startsWith',
      'endsWith',
      'test',
      'has',
      'isInteger',
      'isArray',
      'isNaN',
      'isFinite',
      'Boolean',
      'hasOwnProperty',
    ].map((name) => [name, 'boolean' as const]),
  ),
  slice: 'sequence',
  concat: 'sequence',
  String: 'string',
};

export const propertyName = (node: AnyNode): string | null =>
  node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : null;

/** The name that a call goes to: `f` of `f(x)`, `m` of `a.m(x)`. */
export const calleeName = (node: AnyNode): string | null => {
  if (node.type !== 'CallExpression') return null;
  return node.callee.type === 'Identifier' ? node.callee.name : propertyName(node.callee);
};

const ofBinary = (operator: string, left: Kind, right: Kind): Kind => {
  if (['<', '<=', '>', '>=', '==', '!=', '===', '!==', 'in', 'instanceof'].includes(operator))
    return 'boolean';
  if (operator !== '+') return 'number';
  if (left === 'string' || right === 'string') return 'string';
  if (left === 'number' && right === 'number') return 'number';
  return 'unknown';
};

/** The kind of an expression, given the kinds of names. */
export const kindOf = (node: AnyNode, named: (name: string) => Kind): Kind => {
  const of = (inner: AnyNode): Kind => kindOf(inner, named);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' ||
        typeof node.value === 'string' ||
        typeof node.value === 'boolean'
        ? (typeof node.value as 'number' | 'string' | 'boolean')
        : 'object';
    case 'TemplateLiteral':
      return 'string';
    case 'ArrayExpression':
      return 'array';
    case 'ObjectExpression':
      return 'object';
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'function';
    case 'Identifier':
      return node.name === 'undefined' ? 'object' : named(node.name);
    case 'UnaryExpression':
      return node.operator === '!' ? 'boolean' : node.operator === 'typeof' ? 'string' : 'number';
    case 'UpdateExpression':
      return 'number';
    case 'BinaryExpression':
      return ofBinary(node.operator, of(node.left), of(node.right));
    case 'LogicalExpression':
    case 'ConditionalExpression': {
      const [a, b] =
        node.type === 'LogicalExpression'
          ? [of(node.left), of(node.right)]
          : [of(node.consequent), of(node.alternate)];
      return a === b ? a : 'unknown';
    }
    case 'AssignmentExpression':
      return of(node.right);
    case 'MemberExpression':
      return propertyName(node) === 'length'
        ? 'number'
        : node.computed && of(node.object) === 'string'
          ? 'string'
          : 'unknown';
    case 'NewExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'Array' ? 'array' : 'object';
    case 'CallExpression': {
      const kind = METHOD_RESULT[calleeName(node) ?? ''] ?? 'unknown';
      if (kind !== 'sequence' || node.callee.type !== 'MemberExpression') return kind;
      const target = of(node.callee.object);
      return target === 'string' || target === 'array' ? target : 'sequence';
    }
    default:
      return 'unknown';
  }
};

const isSequence = (kind: Kind): boolean => kind === 'string' || kind === 'array' || kind === 'sequence';

/** 1 same kind, 0.6 nothing known, 0.15 known to differ: how readily one value stands for another. */
export const likeness = (a: Kind, b: Kind): number => {
  if (a === b) return 1;
  if (a === 'unknown' || b === 'unknown') return 0.6;
  return isSequence(a) && isSequence(b) && (a === 'sequence' || b === 'sequence') ? 0.9 : 0.15;
};

const STRING_METHODS = new Set([
  'split',
  'toLowerCase',
  'toUpperCase',
  'charCodeAt',
  'charAt',
  'substring',
  'trim',
  'replace',
  'replaceAll',
  'startsWith',
  'endsWith',
  'repeat',
]);
const ARRAY_METHODS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'map',
  'filter',
  'reduce',
  'sort',
  'join',
  'forEach',
  'some',
  'every',
  'splice',
  'reverse',
  'find',
  'flat',
]);
const ARITHMETIC = new Set(['-', '*', '/', '%', '**', '<', '<=', '>', '>=']);

/** What a use of a name says about it; null when it says nothing. */
export const kindFromUse = (parent: AnyNode, key: string): Kind | null => {
  if (parent.type === 'MemberExpression' && key === 'object') {
    const name = propertyName(parent);
    if (name === null) return parent.computed ? 'sequence' : null;
    if (STRING_METHODS.has(name)) return 'string';
    if (ARRAY_METHODS.has(name)) return 'array';
    return name === 'length' || name === 'slice' || name === 'indexOf' || name === 'includes'
      ? 'sequence'
      : null;
  }
  if (parent.type === 'BinaryExpression' && ARITHMETIC.has(parent.operator)) return 'number';
  if (parent.type === 'UpdateExpression') return 'number';
  if (parent.type === 'ForOfStatement' && key === 'right') return 'sequence';
  return null;
};
