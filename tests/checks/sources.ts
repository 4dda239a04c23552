import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, visitorKeys } from 'oxc-parser';

/** The rooms of the house (DESIGN 2); tests and docs stand outside and may look into every one. */
export const rooms = ['events', 'machines', 'actors', 'projections', 'infra'] as const;
export type Room = (typeof rooms)[number];

/** Source text by path from the project's root, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** A node of the syntax tree, as far as the checks look at it. */
export type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript and JavaScript file of the rooms, as it stands in the folder. */
export function roomSources(): Sources {
  const files = globSync(`{${rooms.join(',')}}/**/*.{ts,tsx,js}`, {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  return new Map(
    files
      .map((file) => relative('.', file).replaceAll('\\', '/'))
      .sort()
      .map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')] as const),
  );
}

export function roomOf(path: string): Room | null {
  return rooms.find((room) => path.startsWith(`${room}/`)) ?? null;
}

/** The syntax tree with its types left in. @throws Error naming the file when it cannot be parsed. */
export function parsed(path: string, text: string): Node {
  const result = parseSync(path, text, { sourceType: 'module' });
  const [first] = result.errors;
  const program: unknown = result.program;
  if (first || !isNode(program)) throw new Error(`${path} cannot be parsed: ${first?.message ?? 'no tree'}`);
  return program;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Visits a node and everything below it, parents first; `above` are the nodes around it, the nearest last. */
export function walk(
  node: Node,
  visit: (node: Node, above: readonly Node[]) => void,
  above: readonly Node[] = [],
): void {
  visit(node, above);
  const inside = [...above, node];
  for (const key of visitorKeys[node.type] ?? []) {
    const below = node[key];
    for (const child of Array.isArray(below) ? below : [below]) if (isNode(child)) walk(child, visit, inside);
  }
}

/** `file:line`, as editors and terminals understand it. */
export function placeOf(path: string, text: string, offset: number): string {
  return `${path}:${text.slice(0, offset).split('\n').length}`;
}

/** Prints what a check found and makes the process say so: one problem a line, exit 1 when there is any. */
export function report(check: string, problems: readonly string[], files: number): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(`${check}: ${files} files, ${problems.length} problems\n`);
  if (problems.length > 0) process.exitCode = 1;
}
