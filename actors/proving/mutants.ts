import { stripTypeScriptTypes } from 'node:module';
import { deriveSeed, randomFrom } from '../../machines/rules/random.ts';
import { applySpans } from '../generators/editor/edit.ts';
import type { Span } from '../generators/editor/edit.ts';
import { isLoop, readTree } from '../generators/editor/tree.ts';
import type { Site } from '../generators/editor/tree.ts';
import type { Language } from '../ports.ts';

/** One small fault put into code that was right: what a suite has to notice. */
export type Mutant = { readonly operator: string; readonly line: number; readonly source: string };

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '===': ['!=='],
  '!==': ['==='],
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
};
const LOGICAL: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' };
const METHODS: Readonly<Record<string, string>> = {
  max: 'min',
  min: 'max',
  floor: 'ceil',
  ceil: 'floor',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
  every: 'some',
  some: 'every',
  push: 'unshift',
  pop: 'shift',
  shift: 'pop',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  indexOf: 'lastIndexOf',
  trimStart: 'trimEnd',
  trimEnd: 'trimStart',
};

type Fault = { readonly operator: string; readonly span: Span };

const tested = (site: Site): boolean =>
  site.key === 'test' &&
  (site.parent?.node.type === 'IfStatement' || site.parent?.node.type === 'ConditionalExpression');

/** The operator between two operands; comments and strings of the operands are never looked at. */
function between(
  source: string,
  left: { end: number },
  right: { start: number },
  operator: string,
  text: string,
): Span {
  const from = left.end + source.slice(left.end, right.start).indexOf(operator);
  return { from, to: from + operator.length, text };
}

function literalFaults(value: unknown, node: { start: number; end: number }): Fault[] {
  const as = (operator: string, text: string): Fault => ({
    operator,
    span: { from: node.start, to: node.end, text },
  });
  if (typeof value === 'number') return [as('constant', String(value + 1)), as('constant', `(${value - 1})`)];
  if (typeof value === 'boolean') return [as('constant', String(!value))];
  if (typeof value === 'string') return [as('constant', value === '' ? "'a'" : "''")];
  return [];
}

/** The faults that one place of the tree can be given, each a span of the source. */
function faultsAt(source: string, site: Site): Fault[] {
  const { node, parent } = site;
  switch (node.type) {
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') return [];
      const { left, right, operator } = node;
      const swaps =
        COMPARISONS[operator] ?? (ARITHMETIC[operator] === undefined ? [] : [ARITHMETIC[operator]]);
      const name = COMPARISONS[operator] === undefined ? 'arithmetic' : 'comparison';
      return swaps.map((text) => ({ operator: name, span: between(source, left, right, operator, text) }));
    }
    case 'LogicalExpression': {
      const { left, right, operator } = node;
      // `a ?? b` may not stand beside `&&` without parentheses; those mutants do not load and are left out later.
      return [
        { operator: 'logical', span: between(source, left, right, operator, LOGICAL[operator] ?? '||') },
      ];
    }
    case 'AssignmentExpression': {
      const swap = ARITHMETIC[node.operator.slice(0, -1)];
      if (node.operator === '=' || swap === undefined) return [];
      return [
        { operator: 'assignment', span: between(source, node.left, node.right, node.operator, `${swap}=`) },
      ];
    }
    case 'UpdateExpression': {
      // A loop that counts the other way never ends: killed by its fuel limit, which says little.
      if (parent !== null && isLoop(parent.node)) return [];
      const from = node.prefix ? node.start : node.end - 2;
      const text = node.operator === '++' ? '--' : '++';
      return [{ operator: 'update', span: { from, to: from + 2, text } }];
    }
    case 'UnaryExpression':
      if (node.operator !== '!' && node.operator !== '-') return [];
      return [{ operator: 'unary', span: { from: node.start, to: node.start + 1, text: ' ' } }];
    case 'Literal': {
      const key = parent?.node.type === 'Property' && site.key === 'key';
      const directive = parent?.node.type === 'ExpressionStatement';
      return key || directive || 'regex' in node ? [] : literalFaults(node.value, node);
    }
    case 'Identifier': {
      const member =
        parent?.node.type === 'MemberExpression' && site.key === 'property' && !parent.node.computed;
      const swap = member && Object.hasOwn(METHODS, node.name) ? METHODS[node.name] : undefined;
      return swap === undefined
        ? []
        : [{ operator: 'method', span: { from: node.start, to: node.end, text: swap } }];
    }
    case 'ExpressionStatement':
      return 'directive' in node && node.directive !== undefined
        ? []
        : [{ operator: 'statement', span: { from: node.start, to: node.end, text: ';' } }];
    case 'ReturnStatement':
      return node.argument
        ? [{ operator: 'return', span: { from: node.argument.start, to: node.argument.end, text: 'null' } }]
        : [];
    default:
      return [];
  }
}

const negated = (source: string, { node }: Site): Fault => ({
  operator: 'condition',
  span: { from: node.start, to: node.end, text: `!(${source.slice(node.start, node.end)})` },
});

/**
 * Mutants of a source, each with one typed fault: comparison, arithmetic, logical, condition, assignment, update, unary, constant, method,
 * statement, return (the sufficient operators of Offutt et al. 1996, and pairs of methods). At most `most`: of more, operators
 * take turns and places are drawn by `seed`, so that no operator crowds out the others. Empty where the source is no code that can be
 * read (tools, workflows, other languages).
 */
export function mutantsOf(
  source: string,
  language: Language,
  { most, seed }: { readonly most: number; readonly seed: number },
): readonly Mutant[] {
  if (language !== 'javascript' && language !== 'typescript') return [];
  const tree = readTree(source, language === 'typescript' ? stripTypeScriptTypes : undefined);
  if (tree === null) return [];
  const byOperator = new Map<string, Fault[]>();
  for (const site of tree.sites) {
    for (const fault of [...faultsAt(source, site), ...(tested(site) ? [negated(source, site)] : [])]) {
      byOperator.set(fault.operator, [...(byOperator.get(fault.operator) ?? []), fault]);
    }
  }
  const random = randomFrom(deriveSeed(seed, 'mutants'));
  const drawn = [...byOperator.values()].map((faults) =>
    faults.map((fault) => ({ fault, at: random.uniform() })).toSorted((a, b) => a.at - b.at),
  );
  const chosen: Fault[] = [];
  for (let turn = 0; chosen.length < most && drawn.some((faults) => turn < faults.length); turn += 1) {
    for (const faults of drawn) {
      const next = faults[turn];
      if (next !== undefined && chosen.length < most) chosen.push(next.fault);
    }
  }
  return chosen
    .toSorted((a, b) => a.span.from - b.span.from || (a.span.text < b.span.text ? -1 : 1))
    .map(({ operator, span }) => ({
      operator,
      line: source.slice(0, span.from).split('\n').length,
      source: applySpans(source, [span]),
    }));
}
