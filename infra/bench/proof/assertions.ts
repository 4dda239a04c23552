import { parse } from 'acorn';
import { full } from 'acorn-walk';
import type * as A from 'acorn';
import { parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import type { Limits, Sandbox } from '../../../actors/ports.ts';

/** One assertion of a test as an example: arguments, and the expected output or a predicate of it. */
export type Assertion = {
  readonly input: readonly Json[];
  readonly output?: Json;
  /** JavaScript source `(input, output) => boolean`. */
  readonly predicate?: string;
};

export type Extracted = {
  readonly assertions: readonly Assertion[];
  /** Assertions that are no single call with values of JSON. */
  readonly skipped: number;
};

type Found = { readonly args: string; readonly expected: string | null; readonly predicate: string | null };

const LIMITS: Limits = { fuel: null, wallMs: 2000, memoryMb: 64, outputBytes: 1_000_000, depth: 64 };
const KNOWN = new Set([
  'Math',
  'JSON',
  'Number',
  'String',
  'Array',
  'Object',
  'Boolean',
  'parseInt',
  'parseFloat',
  'isNaN',
  'undefined',
  'NaN',
  'Infinity',
]);

const isCallOf = (node: A.Node, entry: string): node is A.CallExpression =>
  node.type === 'CallExpression' &&
  (node as A.CallExpression).callee.type === 'Identifier' &&
  ((node as A.CallExpression).callee as A.Identifier).name === entry;

const isStringify = (node: A.Node): node is A.CallExpression =>
  node.type === 'CallExpression' &&
  (node as A.CallExpression).callee.type === 'MemberExpression' &&
  ((node as A.CallExpression).callee as unknown as { property: { name?: string } }).property.name ===
    'stringify';

/** `JSON.stringify(x)` as `x`. */
const bare = (node: A.Node): A.Node => (isStringify(node) && node.arguments[0] ? node.arguments[0] : node);

/** The conditions of `console.assert`, and pairs of `let actual = call; let expected = value` compared by `assert.deepEqual`. */
function conditionsOf(program: A.Program): readonly { actual: A.Node; expected: A.Node | null }[] {
  const declared = new Map<string, A.Node>();
  const found: { actual: A.Node; expected: A.Node | null }[] = [];
  const resolved = (node: A.Node): A.Node =>
    node.type === 'Identifier' ? (declared.get((node as A.Identifier).name) ?? node) : node;
  full(program, (node) => {
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node;
      if (id.type === 'Identifier' && init) declared.set(id.name, init);
    }
  });
  full(program, (node) => {
    if (node.type !== 'CallExpression') return;
    const { callee, arguments: given } = node;
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
    const [first, second] = given;
    if (callee.property.name === 'assert' && first) found.push({ actual: first, expected: null });
    if (/^(deep)?(Strict)?Equal$/i.test(callee.property.name) && first && second)
      found.push({ actual: resolved(first), expected: resolved(second) });
  });
  return found;
}

function foundIn(
  text: string,
  entry: string,
  condition: { actual: A.Node; expected: A.Node | null },
): Found | null {
  const { actual } = condition;
  const calls: A.CallExpression[] = [];
  full(actual, (node) => {
    if (isCallOf(node, entry)) calls.push(node);
  });
  const [call] = calls;
  if (call === undefined || calls.length > 1) return null;
  const slice = (node: A.Node): string => text.slice(node.start, node.end);
  const args = `[${call.arguments.map(slice).join(', ')}]`;
  if (condition.expected !== null)
    return actual === call ? { args, expected: slice(condition.expected), predicate: null } : null;
  if (actual.type === 'BinaryExpression') {
    const { left, right, operator } = actual as A.BinaryExpression;
    const [one, other] = [bare(left), bare(right)];
    if (/^={2,3}$/.test(operator) && (one === call || other === call))
      return { args, expected: slice(one === call ? other : one), predicate: null };
  }
  if (actual === call) return { args, expected: 'true', predicate: null };
  if (actual.type === 'UnaryExpression' && (actual as A.UnaryExpression).argument === call)
    return { args, expected: 'false', predicate: null };
  const names = new Set<string>();
  full(actual, (node) => {
    const inside = node.start >= call.start && node.end <= call.end;
    if (!inside && node.type === 'Identifier') names.add(node.name);
  });
  if ([...names].some((name) => !KNOWN.has(name))) return null;
  const [before, after] = [text.slice(actual.start, call.start), text.slice(call.end, actual.end)];
  return { args, expected: null, predicate: `(input, output) => (${before}output${after})` };
}

/**
 * The assertions of a test, values computed in the sandbox (names of the program, such as helpers, can be used in them). Every
 * assertion that is not one call of `entry` with JSON values is counted as skipped.
 */
export async function assertionsOf(
  test: string,
  entry: string,
  source: string,
  sandbox: Sandbox,
  language: 'javascript' | 'typescript',
): Promise<Extracted> {
  const text = test.replaceAll(/^\s*import .*$/gm, '');
  const conditions = conditionsOf(parse(text, { ecmaVersion: 'latest' }));
  const found = conditions.map((condition) => foundIn(text, entry, condition));
  const usable = found.filter((one) => one !== null);
  const values = usable.map(({ args, expected }) => `() => [${args}, ${expected ?? 'null'}]`);
  const evaluation = await sandbox.evaluate({
    program: {
      language,
      source: `${source}\nconst dseValues = [${values.join(',\n')}];\nfunction dseValue(index) { return dseValues[index](); }`,
      entry: 'dseValue',
    },
    inputs: usable.map((_, index) => String(index)),
    mode: 'plain',
    limits: LIMITS,
    seed: 1,
  });
  if (evaluation.status !== 'ok') return { assertions: [], skipped: conditions.length };
  const assertions = usable.flatMap(({ predicate }, index): Assertion[] => {
    const call = evaluation.calls[index]!;
    if (call.status !== 'ok') return [];
    const [input, output] = parseJson(call.output) as [Json[], Json];
    return [predicate === null ? { input, output } : { input, predicate }];
  });
  return { assertions, skipped: conditions.length - assertions.length };
}
