import type { AnyNode, CallExpression } from 'acorn';
import type { Edit, Span } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { within, type Site } from '../tree.ts';
import { freshName, outsideOf } from './outside.ts';
import { rewriteOf } from './rewrite.ts';

type Search = {
  readonly site: Site;
  readonly list: string;
  readonly sought: string;
  readonly method: string;
};

/** `list.includes(x)` or `list.indexOf(x)` with a plain name as the list. */
const searchAt = (ground: Ground, site: Site): Search | null => {
  const { node } = site;
  if (node.type !== 'CallExpression' || node.arguments.length !== 1) return null;
  const { callee, arguments: given } = node;
  const [argument] = given;
  if (
    callee.type !== 'MemberExpression' ||
    callee.object.type !== 'Identifier' ||
    callee.property.type !== 'Identifier'
  )
    return null;
  const method = callee.property.name;
  if (
    (method !== 'includes' && method !== 'indexOf') ||
    argument === undefined ||
    argument.type === 'SpreadElement'
  )
    return null;
  return {
    site,
    list: callee.object.name,
    sought: ground.tree.source.slice(argument.start, argument.end),
    method,
  };
};

/** How `indexOf` is compared when only membership is meant: true for "is in", false for "is not in", null for neither. */
const asksMembership = (site: Site): boolean | null => {
  const parent = site.parent?.node;
  if (parent?.type !== 'BinaryExpression' || site.key !== 'left') return null;
  const { right, operator } = parent;
  const zero = right.type === 'Literal' && right.value === 0;
  const minusOne =
    right.type === 'UnaryExpression' &&
    right.operator === '-' &&
    right.argument.type === 'Literal' &&
    right.argument.value === 1;
  if (zero) return operator === '>=' ? true : operator === '<' ? false : null;
  if (!minusOne) return null;
  if (operator === '===' || operator === '==') return false;
  return operator === '!==' || operator === '!=' || operator === '>' ? true : null;
};

/** `list.push(e)` in the repeated region: the set must learn `e` too. */
const pushesTo = (region: Site, list: string): (AnyNode & CallExpression)[] =>
  [...within(region)].flatMap(({ node }) =>
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    node.callee.object.type === 'Identifier' &&
    node.callee.object.name === list &&
    node.callee.property.type === 'Identifier' &&
    node.callee.property.name === 'push'
      ? [node]
      : [],
  );

/** `includes-to-set`: a list searched again and again → a `Set` made once, which also learns what is pushed to the list meanwhile. */
export const includesToSet: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const search = searchAt(ground, site);
    if (search === null) continue;
    const { list, sought, method } = search;
    const asked = method === 'includes' ? true : asksMembership(site);
    if (asked === null) continue;
    const place = outsideOf(ground, site, [list], [list]);
    if (place === null) continue;
    const set = freshName(ground, `${list}Set`);
    const has = `${asked ? '' : '!'}${set}.has(${sought})`;
    const target = method === 'includes' ? site.node : (site.parent?.node ?? site.node);
    const learned: Span[] = pushesTo(place.repeats, list).map(({ start, arguments: given }) => {
      const values = given.map((value) => ground.tree.source.slice(value.start, value.end));
      return {
        from: start,
        to: start,
        text: `${values.map((value) => `${set}.add(${value})`).join(', ')}, `,
      };
    });
    const edit = rewriteOf(
      'includes-to-set',
      [
        ...place.put(`const ${set} = new Set(${list});`),
        { from: target.start, to: target.end, text: has },
        ...learned,
      ],
      3,
    );
    if (edit !== null) yield edit;
  }
};

/** `indexof-to-map`: positions looked up again and again → a `Map` from value to first position, made once. */
export const indexOfToMap: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    const search = searchAt(ground, site);
    if (search === null || search.method !== 'indexOf') continue;
    const { list, sought } = search;
    const place = outsideOf(ground, site, [list]);
    if (place === null) continue;
    const map = freshName(ground, `${list}Positions`);
    const made = `const ${map} = new Map(); for (let at = ${list}.length - 1; at >= 0; at--) ${map}.set(${list}[at], at);`;
    const edit = rewriteOf(
      'indexof-to-map',
      [
        ...place.put(made),
        { from: site.node.start, to: site.node.end, text: `(${map}.get(${sought}) ?? -1)` },
      ],
      2,
    );
    if (edit !== null) yield edit;
  }
};

/** `dedupe-to-set`: `a.filter((v, i) => a.indexOf(v) === i)` → `[...new Set(a)]`. */
export const dedupeToSet: Operator = function* (ground): Generator<Edit> {
  const pattern =
    /^(\w+)\.filter\(\s*\(\s*(\w+)\s*,\s*(\w+)\s*(?:,\s*(\w+)\s*)?\)\s*=>\s*(\w+)\.indexOf\(\s*\2\s*\)\s*={2,3}\s*\3\s*\)$/;
  for (const site of ground.values) {
    if (site.node.type !== 'CallExpression') continue;
    const match = pattern.exec(ground.text(site));
    const [, list, , , self, searched] = match ?? [];
    if (list === undefined || (searched !== list && searched !== self)) continue;
    const edit = rewriteOf(
      'dedupe-to-set',
      [{ from: site.node.start, to: site.node.end, text: `[...new Set(${list})]` }],
      3,
    );
    if (edit !== null) yield edit;
  }
};
