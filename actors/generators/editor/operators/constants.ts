import { replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { calleeName, likeness } from '../kinds.ts';
import { ancestors, type Site } from '../tree.ts';

/** Where character ranges begin and end, and one beside: digits, capitals, small letters; and the size of the alphabet. */
const CHARACTER_CODES = [26, 32, 47, 48, 57, 58, 64, 65, 90, 91, 96, 97, 122, 123];
const CODED = new Set(['charCodeAt', 'codePointAt', 'fromCharCode', 'fromCodePoint']);

/** Loops start at 0 or 1, or next to where they start now; other starts fit examples, not jobs. */
const ODD_START = 0.15;

const isLoopStart = (site: Site): boolean => {
  for (const up of ancestors(site))
    if (up.key === 'init' && up.parent?.node.type === 'ForStatement') return true;
  return false;
};

const candidatesFor = (ground: Ground, value: number, coded: boolean): Map<number, number> => {
  const weights = new Map<number, number>([
    [value + 1, 1],
    [value - 1, 1],
    [0, 0.7],
    [1, 0.7],
    [2, 0.35],
    [-1, 0.25],
    [-value, 0.25],
    [value * 10, 0.15],
    [value / 10, 0.1],
  ]);
  const put = (other: number, weight: number): void => {
    weights.set(other, Math.max(weights.get(other) ?? 0, weight));
  };
  for (const { value: other, weight } of ground.numbers) put(other, 0.4 * weight);
  if (coded && value >= 20) for (const code of CHARACTER_CODES) put(code, 0.6);
  weights.delete(value);
  return weights;
};

/** `const`: n±1, 0, 1, numbers of the source and the examples. `constvar`: a name in scope instead of a number. */
export const constants: Operator = function* (ground): Generator<Edit> {
  const coded = ground.tree.sites.some(({ node }) => CODED.has(calleeName(node) ?? ''));
  for (const site of ground.values) {
    const { node } = site;
    if (node.type !== 'Literal' || typeof node.value !== 'number') continue;
    const { value } = node;
    const start = isLoopStart(site);
    for (const [other, weight] of candidatesFor(ground, value, coded)) {
      if (!Number.isFinite(other)) continue;
      const odd = start && ![0, 1, value + 1, value - 1].includes(other);
      yield replaceValue(ground, 'const', site, String(other), weight * (odd ? ODD_START : 1));
    }
    for (const { name, kind } of ground.variables(site)) {
      yield replaceValue(ground, 'constvar', site, name, likeness('number', kind));
      if (kind === 'array' || kind === 'string' || kind === 'sequence') {
        yield replaceValue(ground, 'constvar', site, `${name}[0]`, 0.25);
        yield replaceValue(ground, 'constvar', site, `${name}.length`, 0.5);
      }
    }
  }
};

/** `bool`: true for false and back. */
export const booleans: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type === 'Literal' && typeof node.value === 'boolean')
      yield replaceValue(ground, 'bool', site, String(!node.value), 1);
  }
};
