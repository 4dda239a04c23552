import type { AnyNode, ArrayExpression, Expression, ObjectExpression } from 'acorn';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { calleeName } from '../kinds.ts';
import { ancestors, childSite, isFunction, within, type Site } from '../tree.ts';
import { rewriteOf } from './rewrite.ts';

const slice = (ground: Ground, { start, end }: { start: number; end: number }): string =>
  ground.tree.source.slice(start, end);

const isName = (node: AnyNode | null | undefined, name: string): boolean =>
  node?.type === 'Identifier' && node.name === name;

const spreads = (node: AnyNode | null | undefined, name: string): boolean =>
  node?.type === 'SpreadElement' && isName(node.argument, name);

const fromArray = (ground: Ground, node: ArrayExpression, name: string): string | null => {
  const [first, ...rest] = node.elements;
  if (!spreads(first, name) || rest.length === 0 || rest.includes(null)) return null;
  return `${name}.push(${rest.map((element) => (element === null ? '' : slice(ground, element))).join(', ')})`;
};

const fromObject = (ground: Ground, node: ObjectExpression, name: string): string | null => {
  const [first, ...rest] = node.properties;
  if (!spreads(first, name) || rest.length === 0) return null;
  const steps = rest.map((property) => {
    if (property.type === 'SpreadElement')
      return `Object.assign(${name}, ${slice(ground, property.argument)})`;
    const key = slice(ground, property.key);
    const target =
      property.computed || property.key.type === 'Literal' ? `${name}[${key}]` : `${name}.${key}`;
    return `${target} = ${slice(ground, property.value)}`;
  });
  return steps.join(', ');
};

/** The same addition made in place, when the expression copies `name` and adds to the copy; null when it does not. */
const inPlace = (ground: Ground, node: Expression, name: string): string | null => {
  if (node.type === 'ArrayExpression') return fromArray(ground, node, name);
  if (node.type === 'ObjectExpression') return fromObject(ground, node, name);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const given = node.arguments;
  const [first] = given;
  if (
    calleeName(node) === 'concat' &&
    isName(node.callee.object, name) &&
    given.length === 1 &&
    first !== undefined
  ) {
    if (first.type === 'ArrayExpression')
      return `${name}.push(${first.elements.map((element) => (element === null ? '' : slice(ground, element))).join(', ')})`;
    return `${name}.push(...${slice(ground, first)})`;
  }
  const empty = first?.type === 'ObjectExpression' && first.properties.length === 0;
  if (calleeName(node) === 'assign' && empty && isName(given[1], name)) {
    return `Object.assign(${given
      .slice(1)
      .map((value) => slice(ground, value))
      .join(', ')})`;
  }
  return null;
};

/** The accumulator of the reduce whose callback answers with this expression. */
const accumulatorOf = (site: Site): string | null => {
  const callback = [...ancestors(site)].find(({ node }) => isFunction(node));
  const call = callback?.parent?.node;
  if (
    callback === undefined ||
    call === undefined ||
    !['reduce', 'reduceRight'].includes(calleeName(call) ?? '')
  )
    return null;
  const parameter = 'params' in callback.node ? callback.node.params[0] : undefined;
  return parameter?.type === 'Identifier' ? parameter.name : null;
};

/**
 * `accumulate-in-place`: a growing list or object copied for every element (`[...acc, x]`, `{ ...acc, k: v }`, `acc.concat(x)`) in a reduce or a
 * loop → added to in place. Right when nobody else holds the accumulator.
 */
export const accumulateInPlace: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node, parent } = site;
    if (
      node.type === 'AssignmentExpression' &&
      node.operator === '=' &&
      node.left.type === 'Identifier' &&
      parent?.node.type === 'ExpressionStatement'
    ) {
      const added = inPlace(ground, node.right, node.left.name);
      const edit =
        added === null
          ? null
          : rewriteOf('accumulate-in-place', [{ from: node.start, to: node.end, text: added }], 3);
      if (edit !== null) yield edit;
    }
  }
  const answers = ground.values.filter(
    (site) =>
      site.parent?.node.type === 'ReturnStatement' ||
      (site.parent?.node.type === 'ArrowFunctionExpression' && site.key === 'body') ||
      (site.parent?.node.type === 'ConditionalExpression' && site.key !== 'test'),
  );
  for (const site of answers) {
    const name = accumulatorOf(site);
    const added = name === null ? null : inPlace(ground, site.node as Expression, name);
    if (added === null) continue;
    const { source } = ground.tree;
    const wrapped = source[site.node.start - 1] === '(' && source[site.node.end] === ')';
    const text = wrapped ? `${added}, ${name}` : `(${added}, ${name})`;
    const edit = rewriteOf('accumulate-in-place', [{ from: site.node.start, to: site.node.end, text }], 3);
    if (edit !== null) yield edit;
  }
};

/** `unshift-to-push`: `out.unshift(x)` in a loop → `out.push(x)`, and one `out.reverse()` after the loop. */
export const unshiftToPush: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (node.type !== 'CallExpression' || calleeName(node) !== 'unshift' || node.arguments.length !== 1)
      continue;
    if (node.callee.type !== 'MemberExpression' || node.callee.object.type !== 'Identifier') continue;
    const loop = [...ancestors(site)].findLast(
      ({ node: up }) => up.type.startsWith('For') || up.type === 'WhileStatement',
    );
    if (
      loop === undefined ||
      [...within(loop)].filter(({ node: inner }) => calleeName(inner) === 'unshift').length > 1
    )
      continue;
    const callee = childSite(childSite(site, 'callee'), 'property');
    const spans = [
      { from: callee.node.start, to: callee.node.end, text: 'push' },
      { from: loop.node.end, to: loop.node.end, text: `\n${node.callee.object.name}.reverse();` },
    ];
    const edit = rewriteOf('unshift-to-push', spans, 1);
    if (edit !== null) yield edit;
  }
};

/** `shift-to-index`: a queue emptied with `shift()` → a head that moves; every `length` in the loop counts what is left. */
export const shiftToIndex: Operator = function* (ground): Generator<Edit> {
  for (const loop of ground.tree.sites) {
    if (loop.node.type !== 'WhileStatement' && loop.node.type !== 'ForStatement') continue;
    const queues = new Set(
      [...within(loop)].flatMap(({ node }) =>
        node.type === 'CallExpression' &&
        calleeName(node) === 'shift' &&
        node.callee.type === 'MemberExpression' &&
        node.callee.object.type === 'Identifier'
          ? [node.callee.object.name]
          : [],
      ),
    );
    for (const queue of queues) {
      const head = `${queue}Head`;
      if (ground.tree.source.includes(head)) continue;
      const spans = [...within(loop)].flatMap(({ node }) => {
        const text = slice(ground, node);
        if (node.type === 'CallExpression' && text === `${queue}.shift()`)
          return [{ from: node.start, to: node.end, text: `${queue}[${head}++]` }];
        return node.type === 'MemberExpression' && text === `${queue}.length`
          ? [{ from: node.start, to: node.end, text: `(${queue}.length - ${head})` }]
          : [];
      });
      const made = { from: loop.node.start, to: loop.node.start, text: `let ${head} = 0;\n` };
      const edit = rewriteOf('shift-to-index', [made, ...spans], 2);
      if (edit !== null) yield edit;
    }
  }
};
