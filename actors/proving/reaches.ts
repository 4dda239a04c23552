import { stripTypeScriptTypes } from 'node:module';
import { propertyName } from '../generators/editor/kinds.ts';
import { readScopes } from '../generators/editor/scope.ts';
import { readTree } from '../generators/editor/tree.ts';
import type { Site } from '../generators/editor/tree.ts';
import type { Language } from '../ports.ts';

/** What no capability grants: the host's process and network, code from strings, memory beyond the heap, shared clocks. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'process',
  'eval',
  'Function',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'Deno',
  'Bun',
  '__dirname',
  '__filename',
]);
const BUILTINS =
  /^(?:node:.*|fs|fs\/promises|child_process|net|http|https|http2|dgram|dns|os|vm|v8|worker_threads|cluster|inspector|module|process|tls|repl|wasi|ffi)$/;

/** A place where code reaches for something that no capability grants. */
export type Reach = { readonly line: number; readonly what: string };

function reached(site: Site, isOwn: (name: string) => boolean): string | null {
  const { node, parent } = site;
  if (node.type === 'ImportExpression') return '`import()`';
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require') {
    const [first] = node.arguments;
    const name = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : null;
    return name !== null && BUILTINS.test(name) && !isOwn('require') ? `the module \`${name}\`` : null;
  }
  if (node.type === 'CallExpression' && propertyName(node.callee) === 'constructor')
    return 'code from strings';
  if (
    node.type === 'MemberExpression' &&
    propertyName(node) === 'constructor' &&
    propertyName(node.object) === 'constructor'
  )
    return 'code from strings';
  if (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'globalThis'
  ) {
    const name = propertyName(node);
    return name !== null && FORBIDDEN.has(name) ? `\`${name}\`` : null;
  }
  if (node.type !== 'Identifier' || !FORBIDDEN.has(node.name) || isOwn(node.name)) return null;
  const named =
    (parent?.node.type === 'MemberExpression' && site.key === 'property' && !parent.node.computed) ||
    (parent?.node.type === 'Property' && site.key === 'key' && !parent.node.computed) ||
    parent?.node.type === 'MethodDefinition' ||
    parent?.node.type === 'LabeledStatement';
  // `typeof process` asks whether it is there and takes nothing.
  const asked = parent?.node.type === 'UnaryExpression' && parent.node.operator === 'typeof';
  const instance = parent?.node.type === 'BinaryExpression' && parent.node.operator === 'instanceof';
  return named || asked || instance ? null : `\`${node.name}\``;
}

/**
 * What JavaScript code visibly reaches for although no capability grants it (SPEC B29, B30, G18), in order of text. Names
 * the code declares itself are its own. The sandbox contains what is not seen here; this says so by name and before anything runs.
 */
export function reachesOf(source: string, language: Language): readonly Reach[] {
  if (language !== 'javascript' && language !== 'typescript') return [];
  const tree = readTree(source, language === 'typescript' ? stripTypeScriptTypes : undefined);
  if (tree === null) return [];
  const scopes = readScopes(tree);
  return tree.sites.flatMap((site) => {
    const what = reached(site, (name) => scopes.resolve(site, name) !== null);
    return what === null ? [] : [{ line: source.slice(0, site.node.start).split('\n').length, what }];
  });
}
