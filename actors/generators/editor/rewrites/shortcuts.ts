import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { calleeName } from '../kinds.ts';
import { ancestors, childSite, isFunction, isLoop } from '../tree.ts';
import { rewriteOf } from './rewrite.ts';

const ASCENDING = /^\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*=>\s*\1\s*-\s*\2$/;
const DESCENDING = /^\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*=>\s*\2\s*-\s*\1$/;

/** What end of a list an expression takes: `[0]`, `.at(-1)`, `.pop()`, `.shift()`. */
const endTaken = (text: string): 'first' | 'last' | null => {
  if (/^\[0\]$|^\.shift\(\)$|^\.at\(0\)$/.test(text)) return 'first';
  return /^\.pop\(\)$|^\.at\(-1\)$/.test(text) ? 'last' : null;
};

/** `sort-to-extreme`: a list sorted to take one end → one pass that keeps the least or the greatest. */
export const sortToExtreme: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (
      node.type !== 'CallExpression' ||
      node.callee.type !== 'MemberExpression' ||
      !['sort', 'toSorted'].includes(calleeName(node) ?? '')
    )
      continue;
    const given = ground.tree.source.slice(node.callee.end, node.end).slice(1, -1).trim();
    const order = ASCENDING.test(given) ? 1 : DESCENDING.test(given) ? -1 : null;
    const taken = site.parent?.node.type === 'MemberExpression' ? site.parent : null;
    if (order === null || taken === null) continue;
    const whole =
      taken.parent?.node.type === 'CallExpression' && taken.key === 'callee' ? taken.parent : taken;
    const end = endTaken(ground.tree.source.slice(node.end, whole.node.end));
    if (end === null) continue;
    const sign = (end === 'first') === (order === 1) ? '<' : '>';
    const list = ground.tree.source
      .slice(node.callee.object.start, node.callee.object.end)
      .replace(/\.slice\(\)$/, '')
      .replace(/^\[\.\.\.([\w.]+)\]$/, '$1');
    const text = `${list}.reduce((best, value) => (best === undefined || value ${sign} best ? value : best), undefined)`;
    const edit = rewriteOf('sort-to-extreme', [{ from: whole.node.start, to: whole.node.end, text }], 2);
    if (edit !== null) yield edit;
  }
};

/** `filter-to-some` and `filter-to-find`: a filtered list that is only asked whether or what is first → stop at the first. */
export const filterShortcuts: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    if (
      calleeName(site.node) !== 'filter' ||
      site.parent?.node.type !== 'MemberExpression' ||
      site.key !== 'object'
    )
      continue;
    const callee = childSite(site, 'callee');
    if (callee.node.type !== 'MemberExpression') continue;
    const member = site.parent;
    const method = childSite(callee, 'property').node;
    const tail = ground.tree.source.slice(site.node.end, member.node.end);
    const renamed = (name: string): { from: number; to: number; text: string } => ({
      from: method.start,
      to: method.end,
      text: name,
    });
    if (tail === '[0]') {
      const edit = rewriteOf(
        'filter-to-find',
        [renamed('find'), { from: site.node.end, to: member.node.end, text: '' }],
        2,
      );
      if (edit !== null) yield edit;
    }
    const compared = member.parent?.node;
    if (tail !== '.length' || compared?.type !== 'BinaryExpression' || member.key !== 'left') continue;
    const test = ground.tree.source.slice(member.node.end, compared.end).replaceAll(/\s/g, '');
    const any = ['>0', '>=1', '!==0', '!=0'].includes(test);
    const none = ['===0', '==0', '<1'].includes(test);
    if (!any && !none) continue;
    const spans = [renamed('some'), { from: site.node.end, to: compared.end, text: '' }];
    const edit = rewriteOf(
      'filter-to-some',
      none ? [{ from: compared.start, to: compared.start, text: '!' }, ...spans] : spans,
      2,
    );
    if (edit !== null) yield edit;
  }
};

/** `early-exit`: a flag set inside a loop → the loop ends there, for later rounds can only set it again. */
export const earlyExit: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    const { node } = site;
    if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AssignmentExpression') continue;
    const { operator, right } = node.expression;
    if (operator !== '=' || (right.type !== 'Literal' && right.type !== 'Identifier')) continue;
    const loop = [...ancestors(site)].find((up) => isLoop(up.node) || isFunction(up.node));
    if (loop === undefined || !isLoop(loop.node)) continue;
    const edit = rewriteOf(
      'early-exit',
      [{ from: node.start, to: node.end, text: `{ ${ground.text(site)} break; }` }],
      right.type === 'Literal' ? 1 : 0.5,
    );
    if (edit !== null) yield edit;
  }
};

/** `divisor-bound`: divisors tried up to n → up to √n, enough to find whether there is one. */
export const divisorBound: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (
      node.type !== 'ForStatement' ||
      node.test?.type !== 'BinaryExpression' ||
      node.test.left.type !== 'Identifier'
    )
      continue;
    const { left, right, operator } = node.test;
    const bound = /^(\w+)(?:\s*\/\s*2)?$/.exec(ground.tree.source.slice(right.start, right.end))?.[1];
    if (bound === undefined || (operator !== '<' && operator !== '<=')) continue;
    const divides = new RegExp(`\\b${bound}\\s*%\\s*${left.name}\\b`).test(
      ground.tree.source.slice(node.body.start, node.body.end),
    );
    if (!divides) continue;
    const edit = rewriteOf(
      'divisor-bound',
      [{ from: node.test.start, to: node.test.end, text: `${left.name} * ${left.name} <= ${bound}` }],
      2,
    );
    if (edit !== null) yield edit;
  }
};
