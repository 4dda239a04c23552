import type { Edit } from './edit.ts';
import type { Ground } from './ground.ts';

/** Reading a name that the faulty source declares and never reads is a likely repair; leaving one unread is an unlikely one. */
const FIRST_USE = 5;
const LAST_USE = 0.3;

const NAME = /[A-Za-z_$][\w$]*/g;

const tallyNames = (text: string, into: Map<string, number>, by: number): void => {
  for (const [name] of text.matchAll(NAME)) into.set(name, (into.get(name) ?? 0) + by);
};

/**
 * How an edit changes the use of names: above 1 when it first reads a parameter or variable that nothing read before (the trace of a
 * forgotten or mistaken name), below 1 when it removes the last read of one (an answer that ignores its input mostly overfits; Tan et al.
 * 2016 call such changes anti-patterns).
 */
export const usageFactor = (ground: Ground): ((edit: Edit) => number) => {
  const reads = new Map<string, number>();
  const declared = new Set<string>();
  for (const site of ground.tree.sites) {
    const { node } = site;
    if (node.type !== 'Identifier') continue;
    const known = ground.scopes.resolve(site, node.name);
    if (known === null || known.kind === 'function') continue;
    declared.add(node.name);
  }
  for (const site of ground.values) {
    if (site.node.type === 'Identifier') reads.set(site.node.name, (reads.get(site.node.name) ?? 0) + 1);
  }
  const parameters = ground.tree.sites.flatMap(({ node, key }) =>
    key === 'params' && node.type === 'Identifier' ? [node.name] : [],
  );
  for (const name of parameters) declared.add(name);
  return (edit) => {
    const change = new Map<string, number>();
    for (const { from, to, text } of edit.spans) {
      tallyNames(ground.tree.source.slice(from, to), change, -1);
      tallyNames(text, change, 1);
    }
    let factor = 1;
    for (const [name, by] of change) {
      if (by === 0 || !declared.has(name)) continue;
      const before = reads.get(name) ?? 0;
      if (before === 0 && by > 0) factor = Math.max(factor, FIRST_USE);
      if (before > 0 && before + by <= 0) factor = Math.min(factor, LAST_USE);
    }
    return factor;
  };
};
