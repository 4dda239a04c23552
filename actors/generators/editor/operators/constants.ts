import { quote, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';

const literal = (value: number): string => String(value);

/** `const`: n±1, 0, 1, numbers of the source and the examples. `constvar`: a name in scope instead of a number. */
export const constants: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type !== 'Literal' || typeof node.value !== 'number') continue;
    const { value } = node;
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
    for (const { value: other, weight } of ground.numbers) {
      weights.set(other, Math.max(weights.get(other) ?? 0, 0.4 * weight));
    }
    for (const [other, weight] of weights) {
      if (other !== value && Number.isFinite(other))
        yield replaceValue(ground, 'const', site, literal(other), weight);
    }
    for (const { name, kind } of ground.variables(site)) {
      yield replaceValue(ground, 'constvar', site, name, likeness('number', kind));
      if (kind === 'array' || kind === 'string' || kind === 'sequence') {
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

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * `str`: other strings of the source and the examples, other case, one character less or doubled. `str2id`: a name in scope
 * instead of a string.
 */
export const strings: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    const { node } = site;
    if (node.type !== 'Literal' || !isText(node.value)) continue;
    const { value } = node;
    const weights = new Map<string, number>([
      ['', 0.7],
      [' ', value.length <= 1 ? 0.7 : 0.3],
      [',', 0.2],
      [', ', 0.2],
      ['\n', 0.1],
      ['0', 0.15],
      ['1', 0.15],
    ]);
    const put = (text: string, weight: number): void => {
      weights.set(text, Math.max(weights.get(text) ?? 0, weight));
    };
    put(value.toUpperCase(), 0.8);
    put(value.toLowerCase(), 0.8);
    put(value.charAt(0).toUpperCase() + value.slice(1), 0.3);
    put(value.trim(), 0.4);
    put(`${value} `, 0.3);
    put(` ${value}`, 0.3);
    put([...value].toReversed().join(''), 0.2);
    if (value.length > 1 && value.length <= 40) {
      for (let at = 0; at < value.length; at += 1)
        put(value.slice(0, at) + value.slice(at + 1), 0.5 / Math.sqrt(value.length));
    }
    for (const { value: other, weight } of ground.strings) {
      put(other, other.length === value.length ? weight : 0.6 * weight);
      if (value.length > 3 && other.length === 1 && !value.includes(other)) put(value + other, 0.3 * weight);
    }
    for (const [other, weight] of weights)
      if (other !== value) yield replaceValue(ground, 'str', site, quote(other), weight);
    for (const { name, kind } of ground.variables(site))
      yield replaceValue(ground, 'str2id', site, name, likeness('string', kind));
  }
};
