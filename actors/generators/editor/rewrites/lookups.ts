import type { AnyNode, Expression } from 'acorn';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { isFunction, within, type Site } from '../tree.ts';
import { freshName, outsideOf } from './outside.ts';
import { rewriteOf } from './rewrite.ts';

/** `list.find(p => p.key === sought)`: a search by one key, `''` for the element itself. */
type KeySearch = {
  readonly list: string;
  readonly method: string;
  readonly key: string;
  readonly sought: string;
};

const mentions = (ground: Ground, node: AnyNode, name: string): boolean =>
  new RegExp(`\\b${name}\\b`).test(ground.tree.source.slice(node.start, node.end));

/** What the predicate answers: the expression of an arrow, or of the one `return` of its block. */
const answerOf = (node: AnyNode): Expression | null => {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return null;
  if (node.body.type !== 'BlockStatement') return node.body;
  const [only] = node.body.body;
  return node.body.body.length === 1 && only?.type === 'ReturnStatement' ? (only.argument ?? null) : null;
};

const METHODS = new Set(['find', 'filter', 'some', 'findIndex']);

const keySearchAt = (ground: Ground, site: Site): KeySearch | null => {
  const { node } = site;
  if (node.type !== 'CallExpression' || node.arguments.length !== 1) return null;
  const { callee } = node;
  const [predicate] = node.arguments;
  if (
    callee.type !== 'MemberExpression' ||
    callee.object.type !== 'Identifier' ||
    callee.property.type !== 'Identifier'
  )
    return null;
  if (!METHODS.has(callee.property.name) || predicate === undefined || !isFunction(predicate)) return null;
  const parameter = 'params' in predicate ? predicate.params[0] : undefined;
  const test = answerOf(predicate);
  if (
    parameter?.type !== 'Identifier' ||
    test?.type !== 'BinaryExpression' ||
    !['===', '=='].includes(test.operator)
  )
    return null;
  const { name } = parameter;
  const [own, other] = mentions(ground, test.left, name) ? [test.left, test.right] : [test.right, test.left];
  const ownText = ground.tree.source.slice(own.start, own.end);
  if (
    mentions(ground, other, name) ||
    !(ownText === name || ownText.startsWith(`${name}.`) || ownText.startsWith(`${name}[`))
  )
    return null;
  return {
    list: callee.object.name,
    method: callee.property.name,
    key: ownText.slice(name.length),
    sought: ground.tree.source.slice(other.start, other.end),
  };
};

/** The statement that makes the index, and the lookup that replaces the search. */
const indexFor = (search: KeySearch, index: string, counted: boolean): readonly [string, string] => {
  const { list, key, method, sought } = search;
  const loop = `for (const item of ${list})`;
  if (counted)
    return [
      `const ${index} = new Map(); ${loop} ${index}.set(item${key}, (${index}.get(item${key}) ?? 0) + 1);`,
      `(${index}.get(${sought}) ?? 0)`,
    ];
  switch (method) {
    case 'some':
      return [`const ${index} = new Set(); ${loop} ${index}.add(item${key});`, `${index}.has(${sought})`];
    case 'filter':
      return [
        `const ${index} = new Map(); ${loop} { const group = ${index}.get(item${key}); if (group === undefined) ${index}.set(item${key}, [item]); else group.push(item); }`,
        `(${index}.get(${sought}) ?? [])`,
      ];
    case 'findIndex':
      return [
        `const ${index} = new Map(); ${list}.forEach((item, at) => { if (!${index}.has(item${key})) ${index}.set(item${key}, at); });`,
        `(${index}.get(${sought}) ?? -1)`,
      ];
    default:
      return [
        `const ${index} = new Map(); ${loop} if (!${index}.has(item${key})) ${index}.set(item${key}, item);`,
        `${index}.get(${sought})`,
      ];
  }
};

/** `find-to-map`: a list searched by a key again and again → an index by that key, made once (a join by hash). */
export const findToMap: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const search = keySearchAt(ground, site);
    if (search === null) continue;
    const place = outsideOf(ground, site, [search.list]);
    if (place === null) continue;
    const parent = site.parent?.node;
    const counted =
      search.method === 'filter' &&
      parent?.type === 'MemberExpression' &&
      ground.tree.source.slice(site.node.end, parent.end) === '.length';
    const index = freshName(ground, `${search.list}By${search.key.replaceAll(/\W/g, '') || 'Value'}`);
    const [made, lookup] = indexFor(search, index, counted);
    const target = counted ? parent : site.node;
    const edit = rewriteOf(
      'find-to-map',
      [...place.put(made), { from: target.start, to: target.end, text: lookup }],
      3,
    );
    if (edit !== null) yield edit;
  }
};

const SUM = /^\(?\s*(\w+)\s*,\s*(\w+)\s*\)?\s*=>\s*\(?\s*(?:\1\s*\+\s*\2|\2\s*\+\s*\1)\s*\)?\s*,\s*0$/;

/** `slice-sum-to-prefix`: `list.slice(i, j).reduce(sum, 0)` again and again → differences of prefix sums, made once. */
export const sliceSumToPrefix: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (
      node.type !== 'CallExpression' ||
      node.callee.type !== 'MemberExpression' ||
      node.arguments.length !== 2
    )
      continue;
    const { object, property } = node.callee;
    if (property.type !== 'Identifier' || property.name !== 'reduce' || object.type !== 'CallExpression')
      continue;
    const [first, last] = [node.arguments[0], node.arguments[1]];
    if (
      first === undefined ||
      last === undefined ||
      !SUM.test(ground.tree.source.slice(first.start, last.end))
    )
      continue;
    const { callee } = object;
    if (
      callee.type !== 'MemberExpression' ||
      callee.object.type !== 'Identifier' ||
      callee.property.type !== 'Identifier' ||
      callee.property.name !== 'slice'
    )
      continue;
    const list = callee.object.name;
    const [low, high] = object.arguments.map(({ start, end }) => ground.tree.source.slice(start, end));
    const place = outsideOf(ground, site, [list]);
    if (place === null || low === undefined) continue;
    const sums = freshName(ground, `${list}Sums`);
    const made = `const ${sums} = [0]; for (const value of ${list}) ${sums}.push(${sums}[${sums}.length - 1] + value);`;
    const lookup = `(${sums}[${high ?? `${list}.length`}] - ${sums}[${low}])`;
    const edit = rewriteOf(
      'slice-sum-to-prefix',
      [...place.put(made), { from: node.start, to: node.end, text: lookup }],
      2,
    );
    if (edit !== null) yield edit;
  }
};

/** `hoist`: a call whose names do not change in the loop → made once before it. Larger calls first. */
export const hoists: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    const length = node.type === 'MemberExpression' && node.object.type === 'CallExpression';
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression' && !length) continue;
    const names = [...within(site)].flatMap(({ node: inner, key, parent }) =>
      inner.type === 'Identifier' &&
      !(key === 'property' && parent?.node.type === 'MemberExpression' && !parent.node.computed)
        ? [inner.name]
        : [],
    );
    const parameters = new Set(
      [...within(site)].flatMap(({ node: inner, key }) =>
        key === 'params' && inner.type === 'Identifier' ? [inner.name] : [],
      ),
    );
    const free = names.filter((name) => !parameters.has(name) && ground.scopes.resolve(site, name) !== null);
    const place = outsideOf(ground, site, free);
    if (place === null) continue;
    const kept = freshName(ground, 'hoisted');
    const spans = [
      ...place.put(`const ${kept} = ${ground.text(site)};`),
      { from: node.start, to: node.end, text: kept },
    ];
    const edit = rewriteOf('hoist', spans, 1 + (node.end - node.start) / 200);
    if (edit !== null) yield edit;
  }
};
