import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import type { Site } from '../tree.ts';
import { chains } from './chains.ts';
import { offByOne } from './wrapping.ts';
import { unwrapCalls, wrapCalls } from './calls.ts';

/** The shape of a tree: node types and signs, names and literals left out. */
const shape = (site: Site): string => {
  const { node } = site;
  const sign = 'operator' in node ? node.operator : '';
  return `${node.type}${sign}(${site.children.map((child) => shape(child)).join(',')})`;
};

/** Pairs of equally shaped places in the two operands of one operator: what was forgotten in one was forgotten in both. */
const twinsOf = (left: Site, right: Site, pairs: Map<number, Site>): void => {
  pairs.set(left.node.start * 1e6 + left.node.end, right);
  left.children.forEach((child, index) => {
    const other = right.children[index];
    if (other !== undefined) twinsOf(child, other, pairs);
  });
};

const transfer = (ground: Ground, edit: Edit, from: Site, to: Site): Edit | null => {
  const [span] = edit.spans;
  if (span === undefined || edit.spans.length !== 1) return null;
  const own = ground.text(from);
  const parts = span.text.split(own);
  if (parts.length !== 2) return null;
  const spans = [span, { from: to.node.start, to: to.node.end, text: parts.join(ground.text(to)) }];
  return { operator: 'twin', spans: spans.toSorted((a, b) => a.from - b.from), weight: edit.weight };
};

/** `twin`: a call, a chain or an off-by-one put on (or taken off) both operands of a comparison or sum that look alike. */
export const twins: Operator = function* (ground): Generator<Edit> {
  const pairs = new Map<number, Site>();
  for (const site of ground.values) {
    if (site.node.type !== 'BinaryExpression' && site.node.type !== 'LogicalExpression') continue;
    const [left, right] = site.children;
    if (left !== undefined && right !== undefined && shape(left) === shape(right))
      twinsOf(left, right, pairs);
  }
  if (pairs.size === 0) return;
  const sites = new Map(ground.values.map((site) => [site.node.start * 1e6 + site.node.end, site]));
  for (const operator of [chains, wrapCalls, offByOne, unwrapCalls]) {
    for (const edit of operator(ground)) {
      const [span] = edit.spans;
      if (span === undefined) continue;
      const key = span.from * 1e6 + span.to;
      const [from, to] = [sites.get(key), pairs.get(key)];
      if (from === undefined || to === undefined) continue;
      const both = transfer(ground, edit, from, to);
      if (both !== null) yield both;
    }
  }
};
