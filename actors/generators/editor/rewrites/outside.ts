import { indentAt, listAround } from '../build.ts';
import type { Span } from '../edit.ts';
import type { Ground } from '../ground.ts';
import { ancestors, isFunction, isLoop, within, type Site } from '../tree.ts';

/** Where something can be made once that is now made in every round: before a statement, or before the body of an arrow. */
export type Outside = {
  /** The loop or callback that repeats the site; nothing in it may change what is moved out. */
  readonly repeats: Site;
  /** Spans that put a statement there. */
  put(statement: string): readonly Span[];
};

const CALLBACKS = new Set([
  'map',
  'filter',
  'forEach',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'reduce',
  'reduceRight',
  'flatMap',
  'sort',
  'toSorted',
  'from',
]);

/** A function given to a method that calls it once per element. */
const isCallback = (site: Site): boolean => {
  const call = site.parent?.node;
  if (!isFunction(site.node) || site.key !== 'arguments' || call?.type !== 'CallExpression') return false;
  const { callee } = call;
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    CALLBACKS.has(callee.property.name)
  );
};

/** Loops and callbacks that run the site again and again, inside out; the parts of a head that run once do not count. */
const repeaters = (site: Site): Site[] => {
  const found: Site[] = [];
  let below = site;
  for (const up of ancestors(site)) {
    const once =
      below.key === 'init' ||
      (below.key === 'right' && up.node.type !== 'ForStatement') ||
      below.key === 'left';
    if (isLoop(up.node) && !once) found.push(up);
    else if (isCallback(up)) found.push(up);
    else if (isFunction(up.node)) break;
    below = up;
  }
  return found;
};

/** The innermost listed statement around a site, unless a function that is no callback stands between. */
const statementAround = (site: Site): Site | null => {
  for (let at: Site | null = site; at !== null; at = at.parent) {
    if (at.statement === at && listAround(at) !== null) return at;
    if (at.parent !== null && isFunction(at.parent.node) && at.key === 'body' && !isCallback(at.parent))
      return at;
  }
  return null;
};

const MUTATORS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'set',
  'add',
  'delete',
  'clear',
  'copyWithin',
]);

/** True when something in the region assigns to a name or calls a method that changes what the name holds. */
export const changes = (region: Site, name: string): boolean => {
  for (const { node } of within(region)) {
    if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') {
      let target = node.type === 'AssignmentExpression' ? node.left : node.argument;
      while (target.type === 'MemberExpression') target = target.object as typeof target;
      if (target.type === 'Identifier' && target.name === name) return true;
    }
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') continue;
    const { object, property } = node.callee;
    if (
      object.type === 'Identifier' &&
      object.name === name &&
      property.type === 'Identifier' &&
      MUTATORS.has(property.name)
    )
      return true;
  }
  return false;
};

/**
 * The outermost place before the repetition where all the names already hold what they hold inside. `mayChange`: names that may change in it
 * because the caller follows their changes. Null when the site is not repeated, or a name is made or changed inside.
 */
export const outsideOf = (
  ground: Ground,
  site: Site,
  names: readonly string[],
  mayChange: readonly string[] = [],
): Outside | null => {
  let best: Outside | null = null;
  for (const repeats of repeaters(site)) {
    const at = statementAround(repeats);
    if (at === null) break;
    const own = (name: string): boolean =>
      ground.scopes.resolve(site, name)?.owner === ground.scopes.resolve(at, name)?.owner;
    if (!names.every((name) => own(name) && ground.scopes.resolve(at, name) !== null)) break;
    if (names.some((name) => !mayChange.includes(name) && changes(repeats, name))) break;
    best = { repeats, put: (statement) => putBefore(ground, at, statement) };
  }
  return best;
};

const putBefore = (ground: Ground, at: Site, statement: string): Span[] => {
  const { source } = ground.tree;
  let { start, end } = at.node;
  if (at.statement === at)
    return [{ from: start, to: start, text: `${statement}\n${indentAt(source, start)}` }];
  // An arrow that is one expression becomes a block; parentheses around the expression stay outside of `return`.
  while (source[start - 1] === '(' && source[end] === ')') {
    start -= 1;
    end += 1;
  }
  return [
    { from: start, to: start, text: `{\n  ${statement}\n  return ` },
    { from: end, to: end, text: ';\n}' },
  ];
};

/** A name that the source does not use yet. */
export const freshName = (ground: Ground, wanted: string): string => {
  let name = wanted;
  for (let count = 2; new RegExp(`\\b${name}\\b`).test(ground.tree.source); count += 1)
    name = `${wanted}${count}`;
  return name;
};
