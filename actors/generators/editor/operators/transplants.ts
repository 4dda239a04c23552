import { replaceValue } from '../build.ts';
import { BUILT_INS } from '../builtIns.ts';
import type { Edit } from '../edit.ts';
import type { Ground, Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';
import { within, type Site } from '../tree.ts';

const GLOBALS = new Set(BUILT_INS);

const isFree = (site: Site): boolean => {
  const parent = site.parent?.node;
  return (
    !(parent?.type === 'MemberExpression' && site.key === 'property' && !parent.computed) &&
    !(parent?.type === 'Property' && site.key === 'key')
  );
};

/** True when every name that the donor uses holds a value where the site stands. */
export const fitsAt = (ground: Ground, donor: Site, site: Site): boolean => {
  const visible = new Set(ground.scopes.visible(site).map(({ name }) => name));
  return freeNames(donor).every((name) => visible.has(name));
};

const cache = new WeakMap<Site, readonly string[]>();

/** Names that the donor reads and does not declare itself, globals left out. */
const freeNames = (donor: Site): readonly string[] => {
  const known = cache.get(donor);
  if (known !== undefined) return known;
  const own = new Set<string>();
  const used = new Set<string>();
  for (const inner of within(donor)) {
    if (inner.node.type !== 'Identifier' || !isFree(inner)) continue;
    if (inner.key === 'params' || inner.key === 'id') own.add(inner.node.name);
    used.add(inner.node.name);
  }
  const free = [...used].filter((name) => !own.has(name) && !GLOBALS.has(name));
  cache.set(donor, free);
  return free;
};

const PLAIN = new Set([
  'Literal',
  'Identifier',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'AssignmentExpression',
]);

/** Donors once per text: the expressions of the source that are more than a name or a literal. */
export const donors = (ground: Ground): Site[] => {
  const seen = new Set<string>();
  return ground.values.filter((site) => {
    const text = ground.text(site);
    if (PLAIN.has(site.node.type) || text.length > 80 || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
};

/** `exprrepl`: an expression → another one of the same source (plastic surgery), names in scope, kinds alike, near first. */
export const transplants: Operator = function* (ground): Generator<Edit> {
  const given = donors(ground);
  for (const site of ground.values) {
    if (['ArrowFunctionExpression', 'FunctionExpression'].includes(site.node.type)) continue;
    const text = ground.text(site);
    for (const donor of given) {
      const fit = likeness(ground.kind(site), ground.kind(donor));
      if (fit < 0.6 || ground.text(donor) === text || !fitsAt(ground, donor, site)) continue;
      const sameShape = donor.node.type === site.node.type ? 1 : 0.5;
      const nested = donor.node.start >= site.node.start && donor.node.end <= site.node.end;
      const growth = Math.min(1, (text.length + 8) / (ground.text(donor).length + 1));
      yield replaceValue(
        ground,
        'exprrepl',
        site,
        ground.text(donor),
        fit * sameShape * growth * (nested ? 1.5 : 1),
      );
    }
  }
};
