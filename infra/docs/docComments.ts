import { stripTypeScriptTypes } from 'node:module';
import { parse } from 'acorn';
import type { Comment } from 'acorn';
import { full } from 'acorn-walk';

/** Docstrings by the name they stand before; fields of an object by `owner.field`, where the owner is a constant or key. */
export type DocComments = ReadonlyMap<string, string>;

type Named = { readonly start: number; readonly end: number; readonly name: string };

const plain = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('@'))
    .join(' ');

/** Reads the `/** … *\/` comments that stand directly before constants and object fields of a TypeScript source. */
export function docComments(source: string): DocComments {
  const text = stripTypeScriptTypes(source);
  const comments: Comment[] = [];
  const tree = parse(text, { ecmaVersion: 'latest', sourceType: 'module', onComment: comments });
  const named: Named[] = [];
  full(tree, (node) => {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') {
      named.push({ start: node.start, end: node.end, name: node.id.name });
    }
    if (node.type === 'Property' && (node.key.type === 'Identifier' || node.key.type === 'Literal')) {
      const name = node.key.type === 'Identifier' ? node.key.name : String(node.key.value);
      named.push({ start: node.start, end: node.end, name });
    }
  });
  const ownerOf = (one: Named) =>
    named
      .filter((other) => other !== one && other.start <= one.start && other.end >= one.end)
      .sort((a, b) => b.start - a.start)[0];
  const found = new Map<string, string>();
  for (const one of named) {
    const comment = comments.find(
      ({ type, value, end }) =>
        type === 'Block' &&
        value.startsWith('*') &&
        /^\s*(export\s+)?(const\s+)?$/.test(text.slice(end, Math.max(end, one.start))) &&
        end <= one.start,
    );
    if (!comment) continue;
    const owner = ownerOf(one);
    found.set(owner ? `${owner.name}.${one.name}` : one.name, plain(comment.value.slice(1)));
  }
  return found;
}
