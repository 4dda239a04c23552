import type { AnyNode } from 'acorn';
import { operand, replaceRange, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { childSite, within, type Site } from '../tree.ts';

type Weighted = readonly (readonly [string, number])[];

const COMPARISONS: Readonly<Record<string, Weighted>> = {
  '<': [
    ['<=', 1],
    ['>', 0.7],
    ['>=', 0.5],
    ['===', 0.25],
    ['!==', 0.25],
  ],
  '<=': [
    ['<', 1],
    ['>=', 0.7],
    ['>', 0.5],
    ['===', 0.25],
    ['!==', 0.15],
  ],
  '>': [
    ['>=', 1],
    ['<', 0.7],
    ['<=', 0.5],
    ['===', 0.25],
    ['!==', 0.25],
  ],
  '>=': [
    ['>', 1],
    ['<=', 0.7],
    ['<', 0.5],
    ['===', 0.25],
    ['!==', 0.15],
  ],
  '==': [
    ['!=', 1],
    ['<=', 0.4],
    ['>=', 0.4],
    ['<', 0.3],
    ['>', 0.3],
    ['===', 0.2],
  ],
  '===': [
    ['!==', 1],
    ['<=', 0.4],
    ['>=', 0.4],
    ['<', 0.3],
    ['>', 0.3],
    ['==', 0.15],
  ],
  '!=': [
    ['==', 1],
    ['<', 0.4],
    ['>', 0.4],
    ['<=', 0.3],
    ['>=', 0.3],
  ],
  '!==': [
    ['===', 1],
    ['<', 0.4],
    ['>', 0.4],
    ['<=', 0.3],
    ['>=', 0.3],
  ],
};

const ARITHMETIC: Readonly<Record<string, Weighted>> = {
  '+': [
    ['-', 1],
    ['*', 0.8],
    ['/', 0.3],
    ['%', 0.3],
  ],
  '-': [
    ['+', 1],
    ['*', 0.5],
    ['/', 0.3],
    ['%', 0.4],
  ],
  '*': [
    ['+', 0.8],
    ['/', 0.8],
    ['-', 0.4],
    ['%', 0.5],
    ['**', 0.5],
  ],
  '/': [
    ['%', 1],
    ['*', 1],
    ['-', 0.4],
    ['+', 0.3],
  ],
  '%': [
    ['/', 1],
    ['*', 0.6],
    ['-', 0.3],
    ['+', 0.3],
  ],
  '**': [
    ['*', 1],
    ['/', 0.3],
    ['+', 0.3],
    ['%', 0.2],
  ],
  '<<': [
    ['>>', 1],
    ['*', 0.3],
  ],
  '>>': [
    ['<<', 1],
    ['>>>', 0.5],
  ],
  '>>>': [['>>', 1]],
  '&': [
    ['|', 1],
    ['^', 1],
  ],
  '|': [
    ['&', 1],
    ['^', 1],
  ],
  '^': [
    ['&', 1],
    ['|', 1],
  ],
};

const LOGIC: Readonly<Record<string, Weighted>> = {
  '&&': [['||', 1]],
  '||': [
    ['&&', 1],
    ['??', 0.2],
  ],
  '??': [
    ['||', 0.5],
    ['&&', 0.5],
  ],
};

export type Pair = Extract<AnyNode, { type: 'BinaryExpression' | 'LogicalExpression' }>;

export const isPair = (node: AnyNode): node is Pair =>
  node.type === 'BinaryExpression' || node.type === 'LogicalExpression';

/** Where the operator sign stands between the operands. */
export const signRange = (ground: Ground, node: Pair): { start: number; end: number } => {
  const between = ground.tree.source.slice(node.left.end, node.right.start);
  // Comments between operands may hold the sign too; the last occurrence is the sign unless one follows it.
  const start =
    node.left.end +
    between.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, (text) => ' '.repeat(text.length)).indexOf(node.operator);
  return { start, end: start + node.operator.length };
};

/** a >= x && a <= y: with ||, all numbers; a < x || a > y: with &&, none. */
const SENSELESS = 0.1;

const isRange = (ground: Ground, { left, right }: Pair): boolean => {
  if (left.type !== 'BinaryExpression' || right.type !== 'BinaryExpression') return false;
  const subject = (node: Extract<AnyNode, { type: 'BinaryExpression' }>): string =>
    ground.tree.source.slice(node.left.start, node.left.end);
  return (
    subject(left) === subject(right) &&
    /^[<>]/.test(left.operator) &&
    /^[<>]/.test(right.operator) &&
    left.operator.charAt(0) !== right.operator.charAt(0)
  );
};

const signs = (name: string, table: Readonly<Record<string, Weighted>>): Operator =>
  function* (ground): Generator<Edit> {
    for (const site of ground.values) {
      const { node } = site;
      if (!isPair(node)) continue;
      const sense = name === 'logic' && isRange(ground, node) ? SENSELESS : 1;
      for (const [sign, likely] of table[node.operator] ?? []) {
        const weight = likely * sense;
        const { start, end } = signRange(ground, node);
        const text =
          ground.tree.source.slice(node.start, start) + sign + ground.tree.source.slice(end, node.end);
        // Other precedence: parentheses around the whole keep the operands as they were.
        yield name === 'cmp'
          ? replaceRange(name, { start, end }, sign, weight)
          : replaceValue(ground, name, site, text, weight);
      }
    }
  };

export const comparisons = signs('cmp', COMPARISONS);
export const arithmetic = signs('arith', ARITHMETIC);
export const logic = signs('logic', LOGIC);

/** `logicall`: every && of a condition becomes ||, or the reverse; a condition half turned round is rarely meant. */
export const logicAll: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    if (site.node.type !== 'LogicalExpression' || site.parent?.node.type === 'LogicalExpression') continue;
    const inner = [...within(site)].filter(({ node }) => node.type === 'LogicalExpression');
    if (inner.length < 2) continue;
    const spans = inner.flatMap(({ node }) => {
      if (node.type !== 'LogicalExpression') return [];
      const { start, end } = signRange(ground, node);
      return [{ from: start, to: end, text: node.operator === '&&' ? '||' : '&&' }];
    });
    yield { operator: 'logicall', spans: spans.toSorted((a, b) => a.from - b.from), weight: 1 };
  }
};

const ORDERED = new Set(['-', '/', '%', '**', '+', '<', '>', '<=', '>=']);

/** `unwrapbin` and `unwraplog`: a op b → a, or b. `opswap`: a op b → b op a. `regroup`: moves a parenthesis. */
export const operands: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (!isPair(node)) continue;
    const left = childSite(site, 'left');
    const right = childSite(site, 'right');
    const comparing = ground.kind(site) === 'boolean' && node.type === 'BinaryExpression';
    const name = node.type === 'LogicalExpression' ? 'unwraplog' : 'unwrapbin';
    yield replaceValue(ground, name, site, ground.text(left), comparing ? 0.1 : 1);
    yield replaceValue(ground, name, site, ground.text(right), comparing ? 0.05 : 0.7);
    if (node.type !== 'BinaryExpression') continue;
    if (ORDERED.has(node.operator)) {
      const concatenation = node.operator === '+' && ground.kind(site) === 'number';
      const text = `${operand(ground, right)} ${node.operator} ${operand(ground, left)}`;
      yield replaceValue(ground, 'opswap', site, text, concatenation ? 0.02 : comparing ? 0.3 : 1);
    }
    yield* regroup(ground, site, left, right);
  }
};

function* regroup(ground: Ground, site: Site, left: Site, right: Site): Generator<Edit> {
  if (site.node.type !== 'BinaryExpression') return;
  const { operator } = site.node;
  for (const [inner, outerFirst] of [
    [left, false],
    [right, true],
  ] as const) {
    if (inner.node.type !== 'BinaryExpression') continue;
    const a = operand(ground, childSite(inner, 'left'));
    const b = operand(ground, childSite(inner, 'right'));
    const other = operand(ground, outerFirst ? left : right);
    const sign = inner.node.operator;
    const text = outerFirst
      ? `(${other} ${operator} ${a}) ${sign} ${b}`
      : `${a} ${sign} (${b} ${operator} ${other})`;
    yield replaceValue(ground, 'regroup', site, text, 1);
  }
}
