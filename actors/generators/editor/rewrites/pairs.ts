import type { AnyNode, ForStatement, Statement } from 'acorn';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { ancestors, isLoop, type Site } from '../tree.ts';
import { freshName, outsideOf } from './outside.ts';
import { rewriteOf } from './rewrite.ts';

/** `for (let j = i + 1; j < list.length; j++) if (list[i] === list[j]) action`, or with `list[i] + list[j] === total`. */
type PairLoop = {
  readonly outer: string;
  readonly inner: string;
  readonly list: string;
  /** Null: equal elements are sought; else elements that add up to this. */
  readonly total: string | null;
  readonly action: Statement;
};

const text = (ground: Ground, { start, end }: { start: number; end: number }): string =>
  ground.tree.source.slice(start, end);

const onlyStatement = (node: Statement): Statement | null => {
  if (node.type !== 'BlockStatement') return node;
  return node.body.length === 1 ? (node.body[0] ?? null) : null;
};

const headOf = (
  ground: Ground,
  node: ForStatement,
): { outer: string; inner: string; list: string } | null => {
  const { init, test, update } = node;
  if (!init || !test || !update) return null;
  const start = /^(?:let|var)\s+(\w+)\s*=\s*(\w+)\s*\+\s*1$/.exec(text(ground, init));
  const end = /^(\w+)\s*<\s*(\w+)\.length$/.exec(text(ground, test));
  const [, inner, outer] = start ?? [];
  const [, compared, list] = end ?? [];
  if (inner === undefined || outer === undefined || list === undefined || compared !== inner) return null;
  return text(ground, update).replaceAll(/\W/g, '').startsWith(inner) ? { outer, inner, list } : null;
};

const pairLoopAt = (ground: Ground, node: AnyNode): PairLoop | null => {
  if (node.type !== 'ForStatement') return null;
  const head = headOf(ground, node);
  const branch = onlyStatement(node.body);
  if (head === null || branch?.type !== 'IfStatement' || branch.alternate) return null;
  const { outer, inner, list } = head;
  const { test } = branch;
  const action = onlyStatement(branch.consequent);
  if (test.type !== 'BinaryExpression' || !['===', '=='].includes(test.operator) || action === null)
    return null;
  const [one, other] = [`${list}[${outer}]`, `${list}[${inner}]`];
  const tight = (part: { start: number; end: number }): string => text(ground, part).replaceAll(/\s/g, '');
  const pair = [tight(test.left), tight(test.right)];
  if (pair.includes(one) && pair.includes(other)) return { outer, inner, list, total: null, action };
  const sums = [`${one}+${other}`, `${other}+${one}`];
  const total = sums.includes(pair[0] ?? '') ? test.right : sums.includes(pair[1] ?? '') ? test.left : null;
  return total === null ? null : { outer, inner, list, total: text(ground, total), action };
};

const renamed = (source: string, names: Readonly<Record<string, string>>): string =>
  source.replaceAll(/\b\w+\b/g, (word) => names[word] ?? word);

const mentions = (source: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(source);

/**
 * `pairs-to-map`: all pairs tried for equal elements or a given sum → one pass that remembers what it has met: how often (for a count), or where
 * (for a return of positions).
 */
export const pairsToMap: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const loop = pairLoopAt(ground, site.node);
    const outerLoop = [...ancestors(site)].find(({ node }) => isLoop(node));
    if (loop === null || outerLoop === undefined) continue;
    const edit = onePass(ground, site, loop);
    if (edit !== null) yield edit;
  }
};

const onePass = (
  ground: Ground,
  site: Site,
  { outer, inner, list, total, action }: PairLoop,
): Edit | null => {
  const place = outsideOf(ground, site, [list]);
  if (place === null) return null;
  const met = freshName(ground, 'met');
  const value = `${list}[${outer}]`;
  const sought = total === null ? value : `${total} - ${value}`;
  const done = text(ground, action);
  const counter = /^(\w+)\s*(?:\+\+|\+=\s*1);?$/.exec(done)?.[1];
  const body =
    counter !== undefined
      ? `${counter} += ${met}.get(${sought}) ?? 0; ${met}.set(${value}, (${met}.get(${value}) ?? 0) + 1);`
      : mentions(done, inner) || mentions(done, outer)
        ? `if (${met}.has(${sought})) { ${renamed(done, { [outer]: `${met}.get(${sought})`, [inner]: outer })} } if (!${met}.has(${value})) ${met}.set(${value}, ${outer});`
        : `if (${met}.has(${sought})) { ${done} } ${met}.set(${value}, ${outer});`;
  const lone = site.key === 'body';
  return rewriteOf(
    'pairs-to-map',
    [
      ...place.put(`const ${met} = new Map();`),
      { from: site.node.start, to: site.node.end, text: lone ? `{ ${body} }` : body },
    ],
    3,
  );
};
