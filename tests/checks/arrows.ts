import { posix } from 'node:path';
import { isNode, parsed, placeOf, report, roomOf, roomSources, walk } from './sources.ts';
import type { Node, Room, Sources } from './sources.ts';

/** What each room may import: other rooms, and packages or built-ins by prefix (DESIGN 2). */
const may: Readonly<
  Record<Room, { readonly rooms: readonly Room[]; readonly packages: readonly string[] | 'any' }>
> = {
  events: { rooms: [], packages: ['zod', 'node:crypto'] },
  machines: { rooms: ['events'], packages: ['xstate'] },
  actors: {
    rooms: ['machines', 'events'],
    packages: [
      'zod',
      'xstate',
      'acorn',
      'acorn-walk',
      'astring',
      'ajv',
      'fast-check',
      'estree',
      'node:async_hooks',
      'node:crypto',
      'node:module',
    ],
  },
  projections: { rooms: ['events'], packages: ['zod', 'node:crypto', 'node:fs', 'node:path', 'node:url'] },
  infra: { rooms: ['actors', 'machines', 'projections', 'events'], packages: 'any' },
};

/** `erased`: only types come in, so nothing is left of it at run time. */
type Import = { readonly specifier: string; readonly offset: number; readonly erased: boolean };

/** `import { type T }` is not erased: an empty import stays behind. */
function isErased(node: Node): boolean {
  return node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
}

/** Every module a source names: imports, re-exports, `import()` and types taken by `import('…')`. */
function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  walk(parsed(path, text), (node) => {
    const { source } = node;
    if (isNode(source) && typeof source['value'] === 'string') {
      found.push({ specifier: source['value'], offset: source.start, erased: isErased(node) });
    }
  });
  return found;
}

function targetOf(path: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), specifier)) : null;
}

function problemOf(path: string, room: Room, specifier: string, sources: Sources): string | null {
  const target = targetOf(path, specifier);
  if (target === null) {
    const { packages } = may[room];
    const allowed =
      packages === 'any' || packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    return allowed
      ? null
      : `${room} must not import "${specifier}"; it may import ${[...packages].join(', ')}`;
  }
  const other = roomOf(target);
  if (other === null) return `"${specifier}" leads out of the rooms; what the product needs stands in a room`;
  if (other !== room && !may[room].rooms.includes(other)) {
    return `${room} must not import ${other} ("${specifier}"); arrows: infra → actors → machines → events, infra → projections → events`;
  }
  return sources.has(target) ? null : `"${specifier}" names no file; imports end in .ts`;
}

/** The first way from a file back to itself; null when there is none. */
function cycleThrough(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): string[] | null => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return null;
    way.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    way.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return null;
}

/**
 * Imports against the arrows of DESIGN 2, types included, and the first cycle of imports that are there at run time.
 * Each problem names the place and the rule.
 */
export function arrowProblems(sources: Sources): string[] {
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const room = roomOf(path);
    if (room === null) continue;
    const targets: string[] = [];
    for (const { specifier, offset, erased } of importsOf(path, text)) {
      const problem = problemOf(path, room, specifier, sources);
      if (problem !== null) problems.push(`${placeOf(path, text, offset)}: ${problem}`);
      const target = targetOf(path, specifier);
      if (target !== null && !erased && sources.has(target)) targets.push(target);
    }
    graph.set(path, targets);
  }
  const cycle = cycleThrough(graph);
  if (cycle) problems.push(`import cycle: ${cycle.join(' → ')}; move what both need into a file of its own`);
  return problems;
}

if (import.meta.main) {
  const sources = roomSources();
  report('arrows', arrowProblems(sources), sources.size);
}
