import { operand, replaceRange, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { likeness, type Kind } from '../kinds.ts';
import { childSite, type Site } from '../tree.ts';

/** `f(e)` for built-ins: text before and after the value, what it takes, how often it is meant. */
const WRAPPERS: readonly (readonly [string, string, Kind, number])[] = [
  ['Math.abs(', ')', 'number', 1],
  ['Math.floor(', ')', 'number', 1],
  ['Math.ceil(', ')', 'number', 0.6],
  ['Math.round(', ')', 'number', 0.7],
  ['Math.trunc(', ')', 'number', 0.3],
  ['Math.sqrt(', ')', 'number', 0.5],
  ['-(', ')', 'number', 0.4],
  ['String(', ')', 'number', 0.5],
  ['parseInt(', ')', 'string', 0.6],
  ['Number(', ')', 'string', 0.6],
  ['!(', ')', 'boolean', 0.8],
  ['Array.from(', ')', 'sequence', 0.3],
  ['[...new Set(', ')]', 'sequence', 0.8],
  ['new Set(', ')', 'sequence', 0.3],
  ['Object.keys(', ')', 'object', 0.3],
  ['[', ']', 'unknown', 0.2],
];

const isReceiver = (site: Site): boolean =>
  site.parent?.node.type === 'MemberExpression' && site.key === 'object';

/** `wrapcall`: e → Math.abs(e), String(e), Math.max(e, v), own helper functions, … */
export const wrapCalls: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (
      node.type === 'ArrowFunctionExpression' ||
      node.type === 'FunctionExpression' ||
      (node.type === 'Literal' && !site.parent)
    )
      continue;
    const kind = ground.kind(site);
    const use = (isReceiver(site) ? 0.4 : 1) * (node.type === 'Literal' ? 0.1 : 1);
    const text = ground.text(site);
    for (const [before, after, takes, weight] of WRAPPERS) {
      const fit = likeness(kind, takes);
      if (fit >= 0.6) yield replaceValue(ground, 'wrapcall', site, before + text + after, weight * fit * use);
    }
    if (likeness(kind, 'number') >= 0.6) {
      for (const other of [
        ...ground
          .variables(site)
          .filter(({ kind }) => likeness(kind, 'number') >= 0.6)
          .map(({ name }) => name),
        '0',
        '1',
      ]) {
        if (other === text) continue;
        yield replaceValue(ground, 'wrapcall', site, `Math.max(${text}, ${other})`, 0.15 * use);
        yield replaceValue(ground, 'wrapcall', site, `Math.min(${text}, ${other})`, 0.15 * use);
      }
    }
    for (const { name, kind: own } of ground.scopes.visible(site)) {
      if (own === 'function') yield replaceValue(ground, 'wrapcall', site, `${name}(${text})`, 0.3 * use);
    }
  }
};

/** `unwrapcall`: f(x) → x, x.m() → x, !x → x, -x → x. */
export const unwrapCalls: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type === 'CallExpression') {
      if (node.callee.type === 'MemberExpression') {
        const { object } = node.callee;
        yield replaceValue(ground, 'unwrapcall', site, ground.tree.source.slice(object.start, object.end), 1);
      }
      for (const argument of node.arguments) {
        if (argument.type === 'SpreadElement' || argument.type === 'ArrowFunctionExpression') continue;
        yield replaceValue(
          ground,
          'unwrapcall',
          site,
          ground.tree.source.slice(argument.start, argument.end),
          0.8,
        );
      }
    } else if (node.type === 'UnaryExpression') {
      yield replaceValue(ground, 'unwrapcall', site, operand(ground, childSite(site, 'argument')), 0.8);
    }
  }
};

const argumentSites = (call: Site): Site[] => call.children.filter((site) => site.key === 'arguments');

/** `argswap`: two arguments trade places. `argdel`: one less. `argadd`: a name, a small number or a comparator more. */
export const callArguments: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    const list = argumentSites(site);
    const close = node.end - 1;
    for (const [index, argument] of list.entries()) {
      const next = list[index + 1];
      const spread = argument.node.type === 'SpreadElement';
      const kind = ground.kind(argument);
      if (spread || kind === 'array' || kind === 'sequence' || kind === 'unknown') {
        const { start } = argument.node;
        const listed = /^Math\.(?:min|max)\(/.test(ground.text(site)) ? 3 : 1;
        yield replaceRange('spread', { start, end: spread ? start + 3 : start }, spread ? '' : '...', listed);
      }
      if (next !== undefined) {
        const spans = [
          { from: argument.node.start, to: argument.node.end, text: ground.text(next) },
          { from: next.node.start, to: next.node.end, text: ground.text(argument) },
        ];
        yield { operator: 'argswap', spans, weight: 1 };
      }
      const range =
        next === undefined
          ? { start: list[index - 1]?.node.end ?? argument.node.start, end: argument.node.end }
          : { start: argument.node.start, end: next.node.start };
      yield replaceRange('argdel', range, '', 1);
    }
    if (ground.tree.source[close] !== ')' || list.length > 3) continue;
    const add = (text: string, weight: number): Edit =>
      replaceRange('argadd', { start: close, end: close }, list.length === 0 ? text : `, ${text}`, weight);
    for (const { name } of ground.variables(site)) yield add(name, 0.4);
    for (const small of ['0', '1', '-1', '2', '10']) yield add(small, 0.4);
    if (list.length === 0 && ground.text(site).endsWith('.sort()')) {
      yield add('(a, b) => a - b', 3);
      yield add('(a, b) => b - a', 2);
    }
  }
};
