import { replaceRange, replaceValue } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { likeness } from '../kinds.ts';
import { within, type Site } from '../tree.ts';

const isTarget = (site: Site): boolean => {
  const parent = site.parent?.node;
  return (
    (parent?.type === 'AssignmentExpression' && site.key === 'left') || parent?.type === 'UpdateExpression'
  );
};

/** `ident`: a name read → another name in scope. `identtgt`: a name written → another one. `exprvar`: a value → a name. */
export const names: Operator = function* (ground): Generator<Edit> {
  for (const site of ground.tree.sites) {
    if (site.node.type !== 'Identifier' || !isTarget(site)) continue;
    const own = ground.scopes.resolve(site, site.node.name);
    for (const { name, kind, assignable } of ground.variables(site)) {
      if (assignable && name !== site.node.name) {
        yield replaceRange('identtgt', site.node, name, likeness(own?.kind ?? 'unknown', kind));
      }
    }
  }
  for (const site of ground.values) {
    const { node } = site;
    if (node.type === 'Identifier' && ground.scopes.resolve(site, node.name) !== null) {
      for (const { name, kind } of ground.variables(site)) {
        if (name !== node.name)
          yield replaceValue(ground, 'ident', site, name, likeness(ground.kind(site), kind));
      }
    } else if (
      node.type === 'MemberExpression' ||
      node.type === 'CallExpression' ||
      node.type === 'BinaryExpression'
    ) {
      for (const { name, kind } of ground.variables(site)) {
        yield replaceValue(ground, 'exprvar', site, name, likeness(ground.kind(site), kind));
      }
    }
  }
};

const occurrences = (inside: Site, name: string): Site[] =>
  [...within(inside)].filter(
    (site) =>
      site.node.type === 'Identifier' &&
      site.node.name === name &&
      !(
        site.key === 'property' &&
        site.parent?.node.type === 'MemberExpression' &&
        !site.parent.node.computed
      ) &&
      !(site.key === 'key' && site.parent?.node.type === 'Property') &&
      site.key !== 'id' &&
      site.key !== 'params',
  );

const exchange = (inside: Site, a: string, b: string): Edit | null => {
  const [ofA, ofB] = [occurrences(inside, a), occurrences(inside, b)];
  if (ofA.length === 0 || ofB.length === 0) return null;
  const spans = [
    ...ofA.map(({ node }) => ({ from: node.start, to: node.end, text: b })),
    ...ofB.map(({ node }) => ({ from: node.start, to: node.end, text: a })),
  ];
  return { operator: 'swapall', spans: spans.toSorted((x, y) => x.from - y.from), weight: 1 };
};

/** `swapall`: two names trade places in one statement. `renameall`: a name becomes another one throughout a statement. */
export const nameSwaps: Operator = function* (ground): Generator<Edit> {
  for (const statement of ground.statements) {
    const used = ground.variables(statement).filter(({ name }) => occurrences(statement, name).length > 0);
    for (const [index, a] of used.entries()) {
      for (const b of used.slice(index + 1)) {
        const edit = likeness(a.kind, b.kind) >= 0.6 ? exchange(statement, a.name, b.name) : null;
        if (edit !== null) yield edit;
      }
      const places = occurrences(statement, a.name);
      if (places.length < 2) continue;
      for (const other of ground.variables(statement)) {
        if (other.name === a.name) continue;
        const spans = places.map(({ node }) => ({ from: node.start, to: node.end, text: other.name }));
        yield { operator: 'renameall', spans, weight: likeness(a.kind, other.kind) };
      }
    }
  }
};
