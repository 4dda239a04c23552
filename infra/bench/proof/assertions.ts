import { stripTypeScriptTypes } from 'node:module';
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
  /** JavaScript source `(input, output) => boolean`: as `console.assert` reads it, whatever is not falsy holds. */
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
  return { args, expected: null, predicate: `(input, output) => Boolean(${before}output${after})` };
}

/** A test without imports and types, and its statements; null where it cannot be read. */
function readTest(
  test: string,
  language: 'javascript' | 'typescript',
): { text: string; program: A.Program } | null {
  const bareText = test.replaceAll(/^\s*import .*$/gm, '');
  try {
    const text = language === 'typescript' ? stripTypeScriptTypes(bareText) : bareText;
    return { text, program: parse(text, { ecmaVersion: 'latest' }) };
  } catch {
    return null;
  }
}

/** Passes on what JSON can say; a Map would become `{}` and equal any other. */
const PLAIN = `function dsePlain(value) {
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError('no JSON');
  Object.values(value).forEach(dsePlain);
  return value;
}`;

type Values = {
  readonly expressions: readonly string[];
  readonly language: 'javascript' | 'typescript';
  readonly sandbox: Sandbox;
};

/** The value of each expression, with the names of `source` in scope; null where it has none that JSON can say. */
async function valuesOf(
  { expressions, language, sandbox }: Values,
  source: string,
): Promise<readonly (string | null)[]> {
  const evaluation = await sandbox.evaluate({
    program: {
      language,
      source: `${source}\n${PLAIN}\nconst dseValues = [${expressions.map((one) => `() => ${one}`).join(',\n')}];\nfunction dseValue(index) { return dsePlain(dseValues[index]()); }`,
      entry: 'dseValue',
    },
    inputs: expressions.map((_, index) => String(index)),
    mode: 'plain',
    limits: LIMITS,
    seed: 1,
  });
  if (evaluation.status !== 'ok') return expressions.map(() => null);
  return evaluation.calls.map((call) => (call.status === 'ok' ? call.output : null));
}

/**
 * The assertions of a test, values computed in the sandbox; names of the program, such as helpers, are only there for those that need them,
 * so that a program which does not load still has assertions. Every assertion that is not one call of `entry` with JSON values is counted
 * as skipped.
 */
export async function assertionsOf(
  test: string,
  entry: string,
  source: string,
  sandbox: Sandbox,
  language: 'javascript' | 'typescript',
): Promise<Extracted> {
  const read = readTest(test, language);
  if (read === null) return { assertions: [], skipped: 1 };
  const { text } = read;
  const conditions = conditionsOf(read.program);
  const usable = conditions.map((condition) => foundIn(text, entry, condition)).filter((one) => one !== null);
  const expressions = usable.map(({ args, expected }) => `[${args}, ${expected ?? 'null'}]`);
  const alone = await valuesOf({ expressions, language, sandbox }, '');
  const values = alone.includes(null)
    ? await valuesOf({ expressions, language, sandbox }, source).then((beside) =>
        alone.map((value, index) => value ?? beside[index]!),
      )
    : alone;
  const assertions = usable.flatMap(({ predicate }, index): Assertion[] => {
    const value = values[index]!;
    if (value === null) return [];
    const [input, output] = parseJson(value) as [Json[], Json];
    return [predicate === null ? { input, output } : { input, predicate }];
  });
  return { assertions, skipped: conditions.length - assertions.length };
}
