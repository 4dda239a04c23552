import { replaceRange } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { within, type Site } from '../tree.ts';
import { signRange } from './binaries.ts';

type Range = { readonly start: number; readonly end: number };

const exchange = (ground: Ground, operator: string, a: Range, b: Range): Edit => ({
  operator,
  spans: [
    { from: a.start, to: a.end, text: ground.tree.source.slice(b.start, b.end) },
    { from: b.start, to: b.end, text: ground.tree.source.slice(a.start, a.end) },
  ],
  weight: 1,
});

const OPPOSITE: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** Every order comparison of a statement turned round: a search for the greatest becomes one for the least. */
const flipped = (ground: Ground, statement: Site): Edit | null => {
  const spans = [...within(statement)].flatMap(({ node }) => {
    if (node.type !== 'BinaryExpression') return [];
    const sign = OPPOSITE[node.operator];
    const { start, end } = signRange(ground, node);
    return sign === undefined ? [] : [{ from: start, to: end, text: sign }];
  });
  return spans.length < 2
    ? null
    : { operator: 'flipall', spans: spans.toSorted((a, b) => a.from - b.from), weight: 1 };
};

/**
 * `branchswap`: both branches trade places. `delelse`, `unwrapif`, `elseif`, `mkelse`, `ifwhile`, `unwraploop`: shapes of branches and
 * loops. `flipall`: all order comparisons of a statement turn round.
 */
export const branches: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (node.type === 'ConditionalExpression')
      yield exchange(ground, 'branchswap', node.consequent, node.alternate);
    if (node.type === 'IfStatement') {
      if (node.alternate) {
        const plain = node.alternate.type !== 'IfStatement' || node.alternate.alternate;
        if (plain) yield exchange(ground, 'branchswap', node.consequent, node.alternate);
        yield replaceRange('delelse', { start: node.consequent.end, end: node.alternate.end }, '', 1);
        if (node.alternate.type === 'IfStatement') {
          yield replaceRange('splitelse', { start: node.consequent.end, end: node.alternate.start }, '\n', 1);
          const { consequent, alternate } = node.alternate;
          if (!alternate)
            yield replaceRange('elseif', { start: node.alternate.start, end: consequent.start }, '', 0.5);
          // One case less, the later ones stay.
          if (alternate)
            yield replaceRange('casedel', { start: node.alternate.start, end: alternate.start }, '', 1);
        }
        yield replaceRange(
          'unwrapif',
          node,
          ground.tree.source.slice(node.alternate.start, node.alternate.end),
          0.5,
        );
      }
      yield replaceRange(
        'unwrapif',
        node,
        ground.tree.source.slice(node.consequent.start, node.consequent.end),
        1,
      );
      yield replaceRange('ifwhile', { start: node.start, end: node.start + 2 }, 'while', 1);
      yield* joined(site);
    }
    if (node.type === 'WhileStatement')
      yield replaceRange('ifwhile', { start: node.start, end: node.start + 5 }, 'if', 1);
    if (node.type === 'ForStatement' || node.type === 'WhileStatement' || node.type === 'ForOfStatement') {
      const edit = flipped(ground, site);
      if (edit !== null) yield edit;
    }
    if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      const head = ground.tree.source.slice(node.left.end, node.right.start);
      const other = node.type === 'ForOfStatement' ? head.replace('of', 'in') : head.replace('in', 'of');
      yield replaceRange('ofin', { start: node.left.end, end: node.right.start }, other, 1);
    }
  }
};

/** `mkelse`: if (a) … if (b) … → if (a) … else if (b) …; a statement after an if → its else. */
function* joined(site: Site): Generator<Edit> {
  const { node, parent } = site;
  if (node.type !== 'IfStatement' || node.alternate || parent?.node.type !== 'BlockStatement') return;
  const next = parent.node.body[site.index + 1];
  if (next === undefined || next.type === 'VariableDeclaration' || next.type === 'FunctionDeclaration')
    return;
  yield replaceRange(
    'mkelse',
    { start: node.end, end: next.start },
    ' else ',
    next.type === 'IfStatement' ? 1 : 0.4,
  );
}
