import { replaceRange } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { calleeName } from '../kinds.ts';
import { within } from '../tree.ts';

/** Calls whose answer is their only effect: as a statement they do nothing. */
const PURE = new Set([
  'map',
  'filter',
  'slice',
  'concat',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'replace',
  'replaceAll',
  'split',
  'join',
  'reduce',
  'flat',
  'flatMap',
  'substring',
  'toSorted',
  'toReversed',
  'floor',
  'abs',
  'ceil',
  'round',
]);

/** `useresult`: a statement that is only a call → its answer is returned, or kept under the receiver's or another name. */
export const results: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    const { node } = site;
    if (node.type !== 'ExpressionStatement' || node.expression.type !== 'CallExpression') continue;
    const idle = PURE.has(calleeName(node.expression) ?? '') ? 3 : 1;
    const call = ground.tree.source.slice(node.expression.start, node.expression.end);
    yield replaceRange('useresult', node, `return ${call};`, idle);
    for (const { name, assignable } of ground.variables(site)) {
      if (assignable)
        yield replaceRange(
          'useresult',
          node,
          `${name} = ${call};`,
          call.startsWith(`${name}.`) ? 2 * idle : 0.5 * idle,
        );
    }
  }
};

/** `boolall`: every true of a function becomes false and the reverse: the opposite question was answered. */
export const oppositeAnswers: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    if (!site.node.type.includes('Function')) continue;
    const spans = [...within(site)].flatMap(({ node }) =>
      node.type === 'Literal' && typeof node.value === 'boolean'
        ? [{ from: node.start, to: node.end, text: String(!node.value) }]
        : [],
    );
    if (spans.length > 1) yield { operator: 'boolall', spans, weight: 1 };
  }
};
