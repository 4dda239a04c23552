import { insertAfter, insertBefore, listAround, quote, replaceRange } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness, type Kind } from '../kinds.ts';
import type { Site } from '../tree.ts';
import { donors, fitsAt } from './transplants.ts';

const SIGNS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  '=': [
    ['+=', 1],
    ['-=', 0.4],
    ['*=', 0.4],
  ],
  '+=': [
    ['-=', 1],
    ['=', 1],
    ['*=', 0.7],
  ],
  '-=': [
    ['+=', 1],
    ['=', 0.7],
    ['/=', 0.3],
  ],
  '*=': [
    ['+=', 1],
    ['/=', 0.8],
    ['=', 0.5],
    ['**=', 0.3],
  ],
  '/=': [
    ['*=', 1],
    ['%=', 0.8],
    ['-=', 0.6],
    ['=', 0.4],
  ],
  '%=': [
    ['/=', 1],
    ['-=', 0.5],
  ],
};

/** `assignop`: += → -=, =, … `update`: ++ ↔ --. `init`: what a name starts with. */
export const assignments: Operator = function* (ground): Generator<Edit> {
  for (const { node } of ground.tree.sites) {
    if (node.type === 'AssignmentExpression') {
      const between = ground.tree.source.slice(node.left.end, node.right.start);
      const start = node.left.end + between.indexOf(node.operator);
      for (const [sign, weight] of SIGNS[node.operator] ?? []) {
        yield replaceRange('assignop', { start, end: start + node.operator.length }, sign, weight);
      }
    } else if (node.type === 'UpdateExpression') {
      const at = node.prefix ? node.start : node.end - 2;
      yield replaceRange('update', { start: at, end: at + 2 }, node.operator === '++' ? '--' : '++', 1);
      const step = `${ground.tree.source.slice(node.argument.start, node.argument.end)} ${node.operator.charAt(0)}= 2`;
      yield replaceRange('update', node, step, 0.4);
    }
  }
};

const STARTS: readonly (readonly [string, Kind, number])[] = [
  ['0', 'number', 1],
  ['1', 'number', 1],
  ['-1', 'number', 0.4],
  ['Infinity', 'number', 0.4],
  ['-Infinity', 'number', 0.4],
  ["''", 'string', 1],
  ['[]', 'array', 1],
  ['{}', 'object', 0.5],
  ['null', 'object', 0.4],
  ['true', 'boolean', 1],
  ['false', 'boolean', 1],
];

export const starts: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (node.type !== 'VariableDeclarator' || !node.init || node.init.type.endsWith('FunctionExpression'))
      continue;
    const kind = initKind(ground, site);
    for (const [text, holds, weight] of STARTS)
      yield replaceRange('init', node.init, text, weight * likeness(kind, holds));
    for (const { name, kind: other } of ground.variables(site))
      yield replaceRange('init', node.init, name, 0.6 * likeness(kind, other));
    for (const { value, weight } of ground.strings) {
      if (kind === 'string') yield replaceRange('init', node.init, quote(value), 0.4 * weight);
    }
  }
};

const initKind = (ground: Ground, declarator: Site): Kind => {
  const init = declarator.children.find((site) => site.key === 'init');
  return init === undefined ? 'unknown' : ground.kind(init);
};

/** `assignins`: a name gets another name, a small number or a step, before or after a statement. */
export const insertedAssignments: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.statements) {
    if (listAround(site) === null || site.inside === null) continue;
    const put = (text: string, weight: number): Edit[] => [
      insertBefore(ground, 'assignins', site, text, weight),
      ...(site.node.type === 'ReturnStatement' ? [] : [insertAfter(ground, 'assignins', site, text, weight)]),
    ];
    const names = ground.variables(site);
    for (const donor of donors(ground)) {
      if (!fitsAt(ground, donor, site)) continue;
      const text = ground.text(donor);
      for (const { name, kind, assignable } of names) {
        const own = new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`).test(text);
        if (assignable && own && likeness(kind, ground.kind(donor)) >= 0.6)
          yield* put(`${name} = ${text};`, 0.5);
      }
    }
    for (const { name, kind, assignable } of names) {
      if (kind === 'array' || kind === 'sequence') {
        for (const step of ['sort()', 'reverse()', 'pop()', 'shift()', 'sort((a, b) => a - b)'])
          yield* put(`${name}.${step};`, 0.4);
        for (const other of names) if (other.name !== name) yield* put(`${name}.push(${other.name});`, 0.4);
      }
      if (!assignable) continue;
      if (likeness(kind, 'number') >= 0.6)
        for (const step of ['++', '--', ' = 0', ' = 1']) yield* put(`${name}${step};`, 0.5);
      if (kind === 'string') {
        yield* put(`${name} = '';`, 0.5);
        for (const method of ['toLowerCase', 'trim', 'toUpperCase'])
          yield* put(`${name} = ${name}.${method}();`, 0.5);
      }
      for (const other of names) {
        if (other.name === name || likeness(kind, other.kind) < 0.6) continue;
        yield* put(`${name} = ${other.name};`, 0.5);
        yield* put(`${name} += ${other.name};`, 0.5);
        if (kind === 'number') {
          yield* put(`${name} = Math.max(${name}, ${other.name});`, 0.3);
          yield* put(`${name} = Math.min(${name}, ${other.name});`, 0.3);
        }
      }
    }
  }
};

/** `elswap`, `eldel`, `eladd`, `spread`: the elements of an array literal. */
export const elements: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    if (site.node.type !== 'ArrayExpression') continue;
    const list = site.children.filter(({ key }) => key === 'elements');
    for (const [index, element] of list.entries()) {
      const next = list[index + 1];
      const { start, end } = element.node;
      if (next !== undefined) {
        const spans = [
          { from: start, to: end, text: ground.text(next) },
          { from: next.node.start, to: next.node.end, text: ground.text(element) },
        ];
        yield { operator: 'elswap', spans, weight: 1 };
      }
      yield replaceRange(
        'eldel',
        next === undefined
          ? { start: list[index - 1]?.node.end ?? start, end }
          : { start, end: next.node.start },
        '',
        1,
      );
      const spread = element.node.type === 'SpreadElement';
      yield replaceRange('spread', { start, end: spread ? start + 3 : start }, spread ? '' : '...', 1);
    }
    if (list.length > 8) continue;
    for (const { name } of ground.variables(site)) {
      yield replaceRange(
        'eladd',
        { start: site.node.end - 1, end: site.node.end - 1 },
        list.length === 0 ? name : `, ${name}`,
        1,
      );
    }
  }
};
