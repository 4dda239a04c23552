import { replaceRange } from '../build.ts';
import type { Edit } from '../edit.ts';
import type { Operator } from '../ground.ts';
import { propertyName } from '../kinds.ts';

/** Members that take each other's place: same receiver, same kind of arguments. First groups are the nearest relatives. */
const GROUPS: readonly (readonly string[])[] = [
  ['toLowerCase', 'toUpperCase'],
  ['push', 'unshift'],
  ['pop', 'shift'],
  ['floor', 'ceil', 'round', 'trunc'],
  ['min', 'max'],
  ['some', 'every'],
  ['indexOf', 'lastIndexOf'],
  ['find', 'findLast', 'filter'],
  ['findIndex', 'findLastIndex', 'find'],
  ['map', 'filter', 'forEach', 'flatMap'],
  ['reduce', 'reduceRight'],
  ['slice', 'splice', 'substring', 'substr'],
  ['includes', 'startsWith', 'endsWith', 'indexOf'],
  ['charCodeAt', 'charAt', 'codePointAt', 'at'],
  ['keys', 'values', 'entries'],
  ['trim', 'trimStart', 'trimEnd'],
  ['sqrt', 'cbrt', 'abs', 'floor', 'ceil', 'round', 'pow', 'sign', 'log2', 'log10', 'log'],
  ['padStart', 'padEnd'],
  ['replace', 'replaceAll'],
  ['isInteger', 'isNaN', 'isFinite', 'isSafeInteger'],
  ['has', 'get', 'add', 'delete', 'set'],
  ['sort', 'reverse', 'toSorted', 'toReversed'],
  ['concat', 'push'],
  ['join', 'toString'],
  ['length', 'size'],
  ['match', 'matchAll', 'test', 'search'],
  ['filter', 'some', 'every'],
  ['shift', 'push', 'pop', 'unshift'],
];

const relatives = (name: string): Map<string, number> => {
  const found = new Map<string, number>();
  for (const group of GROUPS) {
    if (!group.includes(name)) continue;
    for (const other of group)
      if (other !== name) found.set(other, Math.max(found.get(other) ?? 0, 1 / (group.length - 1) + 0.2));
  }
  return found;
};

const FUNCTIONS: readonly (readonly string[])[] = [
  ['parseInt', 'parseFloat', 'Number', 'Math.floor', 'Math.round', 'Math.ceil', 'Math.trunc', 'BigInt'],
  ['isNaN', 'isFinite', 'Number.isInteger', 'Number.isNaN'],
  ['String', 'Number', 'Boolean'],
  ['Math.sqrt', 'Math.cbrt', 'Math.abs'],
];

/** `method`: a member name → a related one, and a global function → a related one. */
export const methods: Operator = function* (ground): Generator<Edit> {
  const used = new Set<string>();
  for (const { node } of ground.tree.sites) used.add(propertyName(node) ?? '');
  for (const site of ground.tree.sites) {
    const { node } = site;
    const name = propertyName(node);
    if (name !== null && node.type === 'MemberExpression') {
      for (const [other, weight] of relatives(name)) {
        yield replaceRange('method', node.property, other, weight * (used.has(other) ? 1.5 : 1));
      }
    }
    if (site.key !== 'callee' || (node.type !== 'Identifier' && node.type !== 'MemberExpression')) continue;
    const text = ground.text(site);
    for (const group of FUNCTIONS) {
      if (!group.includes(text)) continue;
      for (const other of group) if (other !== text) yield replaceRange('method', node, other, 0.4);
    }
    if (node.type !== 'Identifier') continue;
    for (const { name: callable, kind } of ground.scopes.visible(site)) {
      if (kind === 'function' && callable !== node.name) yield replaceRange('callee', node, callable, 1);
    }
  }
};
