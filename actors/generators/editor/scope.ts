import type { AnyNode, Pattern } from 'acorn';
import { kindFromUse, kindOf, type Kind } from './kinds.ts';
import { ancestors, isFunction, type Site, type Tree } from './tree.ts';

/** A name that code can use, and where it can. */
export type Binding = {
  readonly name: string;
  readonly kind: Kind;
  /** False for `const`, functions and imports. */
  readonly assignable: boolean;
  /** From this offset on the name holds a value (inside the function that declares it). */
  readonly from: number;
  /** The node whose text the name belongs to. */
  readonly owner: Site;
};

type Draft = Omit<Binding, 'kind'> & { kind: Kind; init: AnyNode | null };

const namesIn = (pattern: Pattern): string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      );
    default:
      return [];
  }
};

const isScope = (site: Site): boolean =>
  isFunction(site.node) ||
  site.parent === null ||
  [
    'BlockStatement',
    'ForStatement',
    'ForOfStatement',
    'ForInStatement',
    'CatchClause',
    'SwitchStatement',
  ].includes(site.node.type);

const ownerOf = (site: Site, wholeFunction: boolean): Site => {
  for (const up of ancestors(site))
    if (up.parent === null || isFunction(up.node) || (!wholeFunction && isScope(up))) return up;
  return site;
};

const declared = (site: Site): Draft[] => {
  const { node } = site;
  const draft = (
    name: string,
    owner: Site,
    from: number,
    assignable: boolean,
    init: AnyNode | null,
  ): Draft => ({
    name,
    owner,
    from,
    assignable,
    init,
    kind: 'unknown',
  });
  if (node.type === 'VariableDeclarator' && site.parent?.node.type === 'VariableDeclaration') {
    const { kind } = site.parent.node;
    const head = site.parent.parent;
    const loops = head !== null && head.node.type.startsWith('For') && site.parent.key !== 'body';
    const from = loops && head.node.type !== 'ForStatement' ? site.parent.node.end : node.end;
    const init = node.id.type === 'Identifier' ? (node.init ?? null) : null;
    return namesIn(node.id).map((name) =>
      draft(name, ownerOf(site, kind === 'var'), from, kind !== 'const', init),
    );
  }
  if (isFunction(node) && 'params' in node) {
    const own =
      node.type === 'FunctionDeclaration' && node.id
        ? [draft(node.id.name, ownerOf(site, false), 0, false, node)]
        : [];
    return [
      ...own,
      ...node.params.flatMap((param) =>
        namesIn(param).map((name) => draft(name, site, node.start, true, null)),
      ),
    ];
  }
  if (node.type === 'CatchClause' && node.param)
    return namesIn(node.param).map((name) => draft(name, site, node.start, true, null));
  return [];
};

export type Scopes = {
  /** Names that hold a value where the site stands, nearest first. */
  visible(site: Site): readonly Binding[];
  resolve(site: Site, name: string): Binding | null;
};

/** Which names a tree declares, where they can be used, and what they probably hold. */
export const readScopes = (tree: Tree): Scopes => {
  const byOwner = new Map<Site, Draft[]>();
  for (const site of tree.sites) {
    for (const binding of declared(site)) {
      const list = byOwner.get(binding.owner);
      if (list === undefined) byOwner.set(binding.owner, [binding]);
      else list.push(binding);
    }
  }
  const cache = new Map<Site, readonly Binding[]>();
  const visible = (site: Site): readonly Binding[] => {
    const known = cache.get(site);
    if (known !== undefined) return known;
    const found = new Map<string, Binding>();
    const functionAt = isFunction(site.node) ? site : site.inside;
    for (let at: Site | null = site; at !== null; at = at.parent) {
      for (const binding of byOwner.get(at) ?? []) {
        // Inside another function the name is read later, when its declaration has run.
        const later = (at === functionAt ? at : at.inside) !== functionAt;
        if (!found.has(binding.name) && (later || binding.from <= site.node.start))
          found.set(binding.name, binding);
      }
    }
    const names = [...found.values()];
    cache.set(site, names);
    return names;
  };
  const anywhere = (site: Site, name: string): Draft | null => {
    for (let at: Site | null = site; at !== null; at = at.parent) {
      const found = byOwner.get(at)?.find((binding) => binding.name === name);
      if (found !== undefined) return found;
    }
    return null;
  };
  inferKinds(tree, anywhere);
  return { visible, resolve: (site, name) => visible(site).find((binding) => binding.name === name) ?? null };
};

/** Two passes: initialisers and assignments first, then uses for the names still unknown. */
const inferKinds = (tree: Tree, anywhere: (site: Site, name: string) => Draft | null): void => {
  const named =
    (site: Site) =>
    (name: string): Kind =>
      anywhere(site, name)?.kind ?? 'unknown';
  for (const site of tree.sites) {
    const { node } = site;
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') {
      const binding = anywhere(site, node.id.name);
      if (binding?.init) binding.kind = kindOf(binding.init, named(site));
    } else if (node.type === 'FunctionDeclaration') {
      const binding = anywhere(site, node.id?.name ?? '');
      if (binding !== null) binding.kind = 'function';
    }
  }
  for (const site of tree.sites) {
    if (site.node.type !== 'Identifier' || site.parent === null) continue;
    const binding = anywhere(site, site.node.name);
    if (binding === null || (binding.kind !== 'unknown' && binding.kind !== 'sequence')) continue;
    const said = kindFromUse(site.parent.node, site.key);
    if (said !== null && !(said === 'sequence' && binding.kind !== 'unknown')) binding.kind = said;
  }
};
