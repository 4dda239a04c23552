import { isNode, parsed, placeOf, report, roomSources, walk } from './sources.ts';
import type { Node, Sources } from './sources.ts';

/** Globals that bring in a clock, chance, the machine, a time zone or a live handle (law 2). Names, wherever they stand. */
const forbidden: Readonly<Record<string, string>> = {
  performance: 'time arrives in the command',
  process: 'machines know no process',
  crypto: 'ids and seeds arrive in the command',
  Intl: 'what depends on a locale or time zone is computed at the edge',
  Temporal: 'time arrives in the command',
  globalThis: 'machines have no globals',
  console: 'machines say facts, nothing else',
  fetch: 'machines ask for effects',
  require: 'machines import events and xstate only',
  Buffer: 'machines hold JSON values only',
  WeakRef: 'what is collected when is chance',
  FinalizationRegistry: 'what is collected when is chance',
  eval: 'code is run in the sandbox only',
  setTimeout: 'a timer is an effect',
  setInterval: 'a timer is an effect',
  setImmediate: 'a timer is an effect',
  queueMicrotask: 'machines are synchronous',
};

/** Methods whose answer depends on the machine's locale or time zone. */
const local = new RegExp(
  String.raw`^(toLocale\w*|localeCompare|getTimezoneOffset|(get|set)(Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds)|toDateString|toTimeString)$`,
);

function nameOf(node: unknown): string | null {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : null;
}

function memberOf(node: Node): { object: string | null; property: string | null } {
  const property = node['property'];
  if (!node['computed']) return { object: nameOf(node['object']), property: nameOf(property) };
  const literal = isNode(property) && property.type === 'Literal' ? String(property['value']) : null;
  return { object: nameOf(node['object']), property: literal };
}

/** `x ** (1 / 3)`, `Math.pow(x, 0.5)`: such powers differ between Node versions in the last digit. */
function isFraction(exponent: unknown): boolean {
  if (!isNode(exponent)) return false;
  if (exponent.type === 'ParenthesizedExpression' || exponent.type === 'UnaryExpression') {
    return isFraction(exponent['expression'] ?? exponent['argument']);
  }
  if (exponent.type === 'Literal')
    return typeof exponent['value'] === 'number' && !Number.isInteger(exponent['value']);
  return exponent.type === 'BinaryExpression' && exponent['operator'] === '/';
}

/** Ways of xstate to a live actor. `machines/fold.ts` borrows an actor that is never started, to read its scope. */
const live = /^(createActor|interpret|waitFor|toPromise|createEmptyActor)$/;
const LIVE = 'a live actor has a clock and handles; machines/fold.ts is the only interpreter';
const interpreter = 'machines/fold.ts';

const POWER =
  'fractional powers differ between Node versions; use Math.cbrt, Math.sqrt or Math.exp(p * Math.log(x))';
const CLOCK = 'time arrives in the command';

/** Names a pattern binds: `a`, `{ b, c: [d] }`, `e = 1`, `...f`. */
function boundBy(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [String(pattern['name'])];
  const parts = [
    pattern['properties'],
    pattern['elements'],
    pattern['value'],
    pattern['left'],
    pattern['argument'],
  ];
  return parts.flat().flatMap(boundBy);
}

/** Names a function, a catch clause or a whole file binds, nested functions left out: coarser than blocks, finer than files. */
function boundIn(scope: Node): Set<string> {
  const names = [scope['params'], scope['param']].flat().flatMap(boundBy);
  walk(scope, (node, above) => {
    if (above.some((outer) => outer !== scope && isScope(outer))) return;
    if (node.type === 'VariableDeclarator') names.push(...boundBy(node['id']));
    if (node.type.startsWith('Import') && 'local' in node) names.push(...boundBy(node['local']));
    if (node !== scope && node.type.endsWith('Declaration')) names.push(...boundBy(node['id']));
  });
  return new Set(names);
}

function isScope(node: Node): boolean {
  return /^(Program|CatchClause|ArrowFunctionExpression|Function.*)$/.test(node.type);
}

function callProblem(node: Node): string | null {
  const args = Array.isArray(node['arguments']) ? node['arguments'] : [];
  const callee = node['callee'];
  if (nameOf(callee) === 'Date') {
    if (node.type === 'CallExpression') return `Date(): ${CLOCK}`;
    if (args.length === 0) return `new Date(): ${CLOCK}`;
    if (args.length > 1) return 'new Date(year, month, …) reads the time zone; use Date.UTC';
  }
  if (!isNode(callee) || callee.type !== 'MemberExpression') return null;
  const { object, property } = memberOf(callee);
  return object === 'Math' && property === 'pow' && isFraction(args[1]) ? `Math.pow: ${POWER}` : null;
}

function memberProblem(node: Node): string | null {
  const { object, property } = memberOf(node);
  if (object === 'Date' && property === 'now') return `Date.now: ${CLOCK}`;
  if (object === 'Math' && property === 'random') return 'Math.random: seeds arrive in the command';
  if (property !== null && live.test(property)) return `${property}: ${LIVE}`;
  if (property !== null && local.test(property))
    return `${property}: what depends on a locale or time zone is computed at the edge`;
  return null;
}

function takenApart(node: Node): string | null {
  const from = nameOf(node['init']);
  const pattern = node['id'];
  if ((from !== 'Date' && from !== 'Math') || !isNode(pattern) || pattern.type !== 'ObjectPattern')
    return null;
  const keys = (pattern['properties'] as readonly Node[]).map((property) => nameOf(property['key']));
  if (from === 'Date' && keys.includes('now')) return `Date.now: ${CLOCK}`;
  return from === 'Math' && keys.includes('random') ? 'Math.random: seeds arrive in the command' : null;
}

function wordProblem(node: Node, above: readonly Node[]): string | null {
  const name = String(node['name']);
  if (!Object.hasOwn(forbidden, name)) return null;
  const parent = above.at(-1);
  const isField =
    parent !== undefined && !parent['computed'] && (parent['property'] === node || parent['key'] === node);
  if (isField || above.some((outer) => isScope(outer) && boundIn(outer).has(name))) return null;
  return `${name}: ${forbidden[name]}`;
}

function problemAt(node: Node, above: readonly Node[]): string | null {
  const parent = above.at(-1);
  switch (node.type) {
    case 'Identifier':
      return wordProblem(node, above);
    case 'MemberExpression':
      return memberProblem(node);
    case 'VariableDeclarator':
      return takenApart(node);
    case 'CallExpression':
    case 'NewExpression':
      return callProblem(node);
    case 'BinaryExpression':
    case 'AssignmentExpression':
      return String(node['operator']).startsWith('**') && isFraction(node['right']) ? `**: ${POWER}` : null;
    case 'ImportSpecifier': {
      const name = nameOf(node['imported']);
      return name !== null && live.test(name) ? `${name}: ${LIVE}` : null;
    }
    case 'ImportExpression':
      return 'import(): machines are loaded whole';
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const source = node['source'];
      return isNode(source) && String(source['value']).startsWith('node:')
        ? `${String(source['value'])}: machines import events and xstate only`
        : null;
    }
    case 'VariableDeclaration':
      return node['kind'] !== 'const' &&
        (parent?.type === 'Program' || parent?.type === 'ExportNamedDeclaration')
        ? `${String(node['kind'])} at the top of a file is memory outside the snapshot`
        : null;
    case 'AwaitExpression':
      return 'await: machines are synchronous';
    default:
      return null;
  }
}

/** What in `machines/` breaks law 2. Each problem names the place, the word and the reason. */
export function purityProblems(sources: Sources): string[] {
  const problems: string[] = [];
  for (const [path, text] of sources) {
    if (!path.startsWith('machines/')) continue;
    walk(parsed(path, text), (node, above) => {
      const problem = problemAt(node, above);
      if (problem === null || (path === interpreter && problem.endsWith(LIVE))) return;
      problems.push(`${placeOf(path, text, node.start)}: ${problem}`);
    });
  }
  return problems;
}

if (import.meta.main) {
  const machines = new Map([...roomSources()].filter(([path]) => path.startsWith('machines/')));
  report('purity', purityProblems(machines), machines.size);
}
