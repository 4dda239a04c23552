import { type Node, type Program, parse } from 'acorn';
import { simple } from 'acorn-walk';

/** Why a file cannot be bundled: what it needs beside itself, or what it is. */
export class Unbundled extends Error {}

/**
 * The text of one file of a package as the body of a CommonJS function (`module`, `exports`, `global`). Exports of an ES module become properties, its
 * default export `default`. @throws {@link Unbundled} when it needs another file or package, or is no JavaScript that can stand in a function.
 */
export function bundledSource(text: string, module: boolean): string {
  const source = text.replace(/^#!.*/, '');
  const body = module ? commonFrom(source) : source;
  const tree = parsed(`(function (module, exports, global) {${body}\n})`, 'script');
  simple(tree, {
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'require') return;
      throw needs(first?.type === 'Literal' ? String(first.value) : 'what its code computes');
    },
    ImportExpression: ({ source: asked }) => {
      throw needs(asked.type === 'Literal' ? String(asked.value) : 'what its code computes');
    },
  });
  return body;
}

function needs(what: string): Unbundled {
  return new Unbundled(`it needs ${what}, and only packages of one file are bundled`);
}

function parsed(source: string, sourceType: 'script' | 'module'): Program {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType });
  } catch (error) {
    throw new Unbundled(`its code cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

type Named = { readonly type: string; readonly name?: string; readonly value?: unknown };
const nameOf = ({ name, value }: Named): string => name ?? String(value);

function commonFrom(source: string): string {
  let code = source;
  const exported: [name: string, local: string][] = [];
  /** In place, so that offsets stay true. */
  const blank = ({ start }: Pick<Node, 'start'>, end: number): void => {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n\r]/g, ' ') + code.slice(end);
  };
  const tail: string[] = [];
  for (const node of parsed(source, 'module').body) {
    if ('source' in node && node.source) throw needs(String(node.source.value));
    if (node.type === 'ExportNamedDeclaration') {
      if (!node.declaration) {
        for (const one of node.specifiers) exported.push([nameOf(one.exported), nameOf(one.local)]);
        blank(node, node.end);
        continue;
      }
      const { declaration } = node;
      const ids =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.map(({ id }) => id)
          : [declaration.id];
      for (const id of ids) {
        if (id.type !== 'Identifier') throw new Unbundled('it takes what it exports out of lists or objects');
        exported.push([id.name, id.name]);
      }
      blank(node, declaration.start);
    } else if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node;
      blank(node, declaration.start);
      if ('id' in declaration && declaration.id && declaration.type.endsWith('Declaration')) {
        exported.push(['default', declaration.id.name]);
        continue;
      }
      // Moved to the end: there is no name that is surely free.
      tail.push(`exports.default = ${code.slice(declaration.start, declaration.end)};`);
      blank(declaration, node.end);
    }
  }
  const sets = exported.map(([name, local]) => `exports[${JSON.stringify(name)}] = ${local};`);
  return `'use strict';${code}\n${[...tail, ...sets].join('\n')}`;
}
