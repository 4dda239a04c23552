import { quote, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness, type Kind } from '../kinds.ts';
import type { Site } from '../tree.ts';

const CONSTANTS: readonly (readonly [string, Kind, number])[] = [
  ['true', 'boolean', 1],
  ['false', 'boolean', 1],
  ['0', 'number', 0.8],
  ['1', 'number', 0.7],
  ['-1', 'number', 0.6],
  ["''", 'string', 0.7],
  ['[]', 'array', 0.7],
  ['null', 'object', 0.4],
  ['undefined', 'object', 0.3],
  ['{}', 'object', 0.2],
];

/** What the returns of a function hold, as far as they agree: the measure of what another return may hold. */
const returnKinds = (ground: Ground, site: Site): Kind[] =>
  ground.values
    .filter((other) => isReturned(other) && other.inside === site.inside)
    .map((other) => ground.kind(other))
    .filter((kind) => kind !== 'unknown');

const isReturned = (site: Site): boolean =>
  site.parent?.node.type === 'ReturnStatement' ||
  (site.parent?.node.type === 'ArrowFunctionExpression' && site.key === 'body');

/** `ret`: what a function answers → a name in scope, a constant, its negation, or another answer of the same source. */
export const returns: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    if (!isReturned(site)) continue;
    const kinds = returnKinds(ground, site);
    const fit = (kind: Kind): number =>
      kinds.length === 0 ? 0.6 : Math.max(...kinds.map((own) => likeness(own, kind)));
    const yieldReturn = (text: string, weight: number): Edit =>
      replaceValue(ground, 'ret', site, text, weight);
    for (const { name, kind } of ground.variables(site)) yield yieldReturn(name, fit(kind));
    for (const [text, kind, weight] of CONSTANTS) yield yieldReturn(text, weight * fit(kind));
    for (const { value, weight } of ground.numbers)
      yield yieldReturn(String(value), 0.3 * weight * fit('number'));
    for (const { value, weight } of ground.strings)
      yield yieldReturn(quote(value), 0.4 * weight * fit('string'));
    if (fit('boolean') >= 0.6) yield yieldReturn(`!(${ground.text(site)})`, 0.7 * fit('boolean'));
    if (fit('number') >= 0.6) yield yieldReturn(`-(${ground.text(site)})`, 0.4 * fit('number'));
    for (const other of ground.values) {
      if (isReturned(other) && other.inside === site.inside && other !== site)
        yield yieldReturn(ground.text(other), 0.5);
    }
  }
};
