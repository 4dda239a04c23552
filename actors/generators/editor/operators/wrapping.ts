import { operand, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness, type Kind } from '../kinds.ts';
import type { Site } from '../tree.ts';

const SKIP = new Set([
  'ArrowFunctionExpression',
  'FunctionExpression',
  'ObjectExpression',
  'AssignmentExpression',
]);

/** Tests of a branch or a loop are booleans: arithmetic on them is never meant. */
const isArithmetic = (ground: Ground, site: Site): boolean =>
  !SKIP.has(site.node.type) &&
  likeness(ground.kind(site), 'number') >= 0.6 &&
  site.parent?.node.type !== 'ExpressionStatement';

/** Where a value is used decides how likely an off-by-one is: bounds, indices and arguments first. */
const useWeight = (site: Site): number => {
  const parent = site.parent?.node;
  if (parent === undefined) return 0.3;
  if (parent.type === 'MemberExpression') return site.key === 'property' ? 1 : 0.02;
  if (parent.type === 'BinaryExpression')
    return ['<', '<=', '>', '>=', '===', '=='].includes(parent.operator) ? 1 : 0.6;
  if (parent.type === 'ReturnStatement' || parent.type === 'VariableDeclarator') return 0.8;
  return parent.type === 'CallExpression' ? 0.9 : 0.5;
};

/** `pm1`: e → e + 1, e - 1. */
export const offByOne: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    if (!isArithmetic(ground, site) || site.node.type === 'Literal') continue;
    const weight = useWeight(site) * (ground.kind(site) === 'number' ? 1 : 0.5);
    yield replaceValue(ground, 'pm1', site, `${operand(ground, site)} + 1`, weight);
    yield replaceValue(ground, 'pm1', site, `${operand(ground, site)} - 1`, weight);
  }
};

type Ingredient = { readonly text: string; readonly kind: Kind; readonly weight: number };

const ingredients = (ground: Ground, site: Site): Ingredient[] => {
  const found: Ingredient[] = [];
  for (const { name, kind } of ground.variables(site)) {
    found.push({ text: name, kind, weight: 1 });
    if (kind === 'array' || kind === 'string' || kind === 'sequence')
      found.push({ text: `${name}.length`, kind: 'number', weight: 0.5 });
  }
  for (const { value, weight } of ground.numbers) {
    if (value !== 0 && value !== 1) found.push({ text: String(value), kind: 'number', weight: 0.6 * weight });
  }
  if (!ground.numbers.some(({ value }) => value === 2))
    found.push({ text: '2', kind: 'number', weight: 0.3 });
  return found;
};

const SIGNS: readonly (readonly [string, number])[] = [
  ['+', 1],
  ['-', 1],
  ['*', 0.9],
  ['/', 0.6],
  ['%', 0.6],
];

/** `wrapbin`: e → e op v, and v op e where order matters, for names in scope and pooled numbers. */
export const wrapBinary: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const kind = ground.kind(site);
    if (SKIP.has(site.node.type) || kind === 'boolean' || kind === 'array' || kind === 'object') continue;
    const here = operand(ground, site);
    const use = useWeight(site);
    for (const { text, kind: other, weight } of ingredients(ground, site)) {
      if (text === ground.text(site) && kind !== 'number') continue;
      const share = use * weight * likeness(kind === 'string' ? 'string' : 'number', other);
      if (kind === 'string' || other === 'string') {
        yield replaceValue(ground, 'wrapbin', site, `${here} + ${text}`, share);
        yield replaceValue(ground, 'wrapbin', site, `${text} + ${here}`, share);
        continue;
      }
      for (const [sign, likely] of SIGNS)
        yield replaceValue(ground, 'wrapbin', site, `${here} ${sign} ${text}`, share * likely);
      yield replaceValue(ground, 'wrapbin', site, `${text} - ${here}`, share * 0.6);
      yield replaceValue(ground, 'wrapbin', site, `${text} / ${here}`, share * 0.2);
    }
    if (kind !== 'string') continue;
    for (const { value, weight } of ground.strings) {
      if (value.length === 0 || value.length > 8) continue;
      yield replaceValue(ground, 'wrapbin', site, `${here} + ${JSON.stringify(value)}`, 0.4 * weight * use);
      yield replaceValue(ground, 'wrapbin', site, `${JSON.stringify(value)} + ${here}`, 0.4 * weight * use);
    }
  }
};
