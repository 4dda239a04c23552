import { operand, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';
import type { Site } from '../tree.ts';
import { fitsAt } from './transplants.ts';

export type Condition = { readonly text: string; readonly weight: number };

const isTest = (site: Site): boolean =>
  (site.key === 'test' && site.parent !== null) || site.parent?.node.type === 'LogicalExpression';

/**
 * Conditions that can be asked where the site stands: those of the source whose names are in scope (1), and templates over
 * names in scope: emptiness, sign, order, equality (0.1 to 0.5).
 */
export const conditionsAt = (ground: Ground, site: Site): Condition[] => {
  const found = new Map<string, number>();
  const put = (text: string, weight: number): void => {
    found.set(text, Math.max(found.get(text) ?? 0, weight));
  };
  for (const donor of ground.values) {
    if (ground.kind(donor) !== 'boolean' || donor.node.type === 'Literal' || donor.node.type === 'Identifier')
      continue;
    if (donor.node.end - donor.node.start > 60 || !fitsAt(ground, donor, site)) continue;
    put(ground.text(donor), 1);
  }
  const names = ground.variables(site);
  for (const [index, { name, kind }] of names.entries()) {
    if (kind === 'boolean') {
      put(name, 0.5);
      put(`!${name}`, 0.5);
    }
    if (kind === 'array' || kind === 'string' || kind === 'sequence') {
      put(`${name}.length === 0`, 0.5);
      put(`${name}.length === 1`, 0.2);
      put(`${name}.length > 0`, 0.2);
    }
    if (likeness(kind, 'number') < 0.6) continue;
    const sure = kind === 'number' ? 1 : 0.5;
    for (const test of ['=== 0', '< 0', '> 0', '!== 0']) put(`${name} ${test}`, 0.3 * sure);
    for (const test of ['<= 1', '< 2', '=== 1', '% 2 === 0', '% 2 === 1'])
      put(`${name} ${test}`, 0.15 * sure);
    for (const { value, weight } of ground.numbers) {
      if (value === 0 || value === 1) continue;
      for (const sign of ['===', '<', '>', '<=', '>=']) put(`${name} ${sign} ${value}`, 0.12 * sure * weight);
    }
    for (const other of names.slice(index + 1)) {
      if (likeness(kind, other.kind) < 0.6) continue;
      for (const sign of ['===', '!==', '<', '>', '<=', '>='])
        put(`${name} ${sign} ${other.name}`, 0.15 * sure);
    }
  }
  return [...found].map(([text, weight]) => ({ text, weight }));
};

/** `strengthen` and `weaken`: a test → test && c, test || c. `negate`: a test → its opposite. */
export const conditions: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.values) {
    if (!isTest(site)) continue;
    yield replaceValue(ground, 'negate', site, `!(${ground.text(site)})`, 1);
    if (site.parent?.node.type === 'LogicalExpression') continue;
    const test = operand(ground, site);
    for (const { text, weight } of conditionsAt(ground, site)) {
      if (text === ground.text(site)) continue;
      yield replaceValue(ground, 'strengthen', site, `${test} && (${text})`, weight);
      yield replaceValue(ground, 'weaken', site, `${test} || (${text})`, weight);
      yield replaceValue(ground, 'retest', site, text, weight);
    }
  }
};
