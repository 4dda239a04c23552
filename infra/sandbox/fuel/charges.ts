/**
 * The fuel table: what a built-in costs on top of the statement that calls it (DESIGN 8).
 *
 * Statements: one per executed statement; one more per function entry, loop step, caught exception, `?:`, `&&`, `||`, `??` and comma (steps
 * written as expressions cost what the statements they replace would). A straight-line run of statements is charged when it is entered.
 * Spread, rest and object spread cost the number of elements or keys. `new Set(x)` and `new Map(x)` cost one `add` or `set` per element.
 *
 * Not charged beyond their statement: arithmetic, property access, `push`, `pop`, `at`, `charAt`, iterator objects (their steps are loop
 * steps), comparing strings, and joining strings with `+` or a template: engines keep such strings as ropes, so one more piece costs the
 * same however long the string has become; reading the result is charged where it is read.
 *
 * A built-in is wrapped only when the program spells its name (wrapping all of them costs more than a small program). One that assembles
 * the name at run time is charged less; the clocks that confirm a promotion (law 7) would show it.
 *
 * Changing a number or a rule changes every recorded fuel: raise FUEL_TABLE.
 */
export const FUEL_TABLE = 1;

/**
 * How a call is charged; sizes are elements, characters, entries or keys.
 * `one`: 1. `receiver`: size of `this`. `argument`: size of the first argument. `list`: size of the
 * second. `count`: number of arguments. `result`: size of the result.
 * `both`: receiver and first argument. `order`: n·⌈log₂ n⌉ of the receiver, at least n. `needle`: receiver, when searching for a string
 * (a pattern charges by `scan`). `scan`: characters between where the pattern started and where its match ended. `sources`: keys of
 * every argument after the first. `proxy`: nothing; it lets sizes be taken without a proxy noticing.
 */
export type ChargeRule =
  | 'one'
  | 'receiver'
  | 'argument'
  | 'list'
  | 'count'
  | 'result'
  | 'both'
  | 'order'
  | 'needle'
  | 'scan'
  | 'sources'
  | 'proxy';

/** Holder (a path from the global object; `TypedArray` is the hidden common parent) → rule → names. */
export type ChargeTable = Readonly<Record<string, Readonly<Partial<Record<ChargeRule, string>>>>>;

const LIST_SCANS =
  'includes indexOf lastIndexOf join reverse map filter every some reduce reduceRight forEach find findIndex findLast findLastIndex fill copyWithin';

export const CHARGES: ChargeTable = {
  'Array.prototype': {
    receiver: `${LIST_SCANS} splice shift unshift toReversed toSpliced with`,
    result: 'slice concat flat flatMap',
    order: 'sort toSorted',
  },
  'TypedArray.prototype': {
    receiver: `${LIST_SCANS} toReversed with`,
    result: 'slice',
    argument: 'set',
    order: 'sort toSorted',
  },
  'String.prototype': {
    receiver:
      'includes indexOf lastIndexOf toUpperCase toLowerCase toLocaleUpperCase toLocaleLowerCase trim trimStart trimEnd normalize localeCompare isWellFormed toWellFormed',
    result: 'slice substring substr concat repeat padStart padEnd',
    argument: 'startsWith endsWith',
    needle: 'split replace replaceAll match matchAll search',
  },
  'RegExp.prototype': { scan: 'exec' },
  'Map.prototype': { one: 'get set has delete', receiver: 'clear forEach' },
  'Set.prototype': {
    one: 'add has delete',
    receiver: 'clear forEach',
    both: 'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom',
  },
  'WeakMap.prototype': { one: 'get set has delete' },
  'WeakSet.prototype': { one: 'add has delete' },
  'Iterator.prototype': { result: 'toArray' },
  Array: { result: 'from', count: 'of' },
  Object: {
    result: 'keys values entries getOwnPropertyNames getOwnPropertySymbols',
    sources: 'assign',
    argument: 'fromEntries groupBy',
  },
  Map: { argument: 'groupBy' },
  Reflect: { result: 'ownKeys' },
  JSON: { argument: 'parse', result: 'stringify' },
  String: { count: 'fromCharCode fromCodePoint', result: 'raw' },
  'Function.prototype': { list: 'apply' },
};

export type ChargeRow = readonly [path: string, rule: ChargeRule, name: string];

/** The table as rows; their numbers say which built-ins to wrap. */
export const CHARGE_ROWS: readonly ChargeRow[] = [
  ['', 'proxy', 'Proxy'],
  ...Object.entries(CHARGES).flatMap(([path, rules]) =>
    Object.entries(rules).flatMap(([rule, names]) =>
      names.split(' ').map((name): ChargeRow => [path, rule as ChargeRule, name]),
    ),
  ),
];

/** Built-ins that others call: the words that make a program call them without naming them. */
const IMPLIED: Readonly<Record<string, string>> = {
  'RegExp.prototype.exec': 'test match matchAll replace replaceAll split search',
  'Set.prototype.add': 'Set',
  'Map.prototype.set': 'Map',
  'WeakSet.prototype.add': 'WeakSet',
  'WeakMap.prototype.set': 'WeakMap',
};

/** Words with which a program can reach a built-in without spelling it. */
const REFLECTIVE = [
  'Reflect',
  'getOwnPropertyDescriptor',
  'getOwnPropertyDescriptors',
  'getOwnPropertyNames',
];

const WORDS: readonly (readonly string[])[] = CHARGE_ROWS.map(([path, , name]) => [
  name,
  ...(IMPLIED[`${path}.${name}`]?.split(' ') ?? []),
]);

/** The rows (`3,17`) a program that uses these words needs; all of them when it calls methods by computed names. */
export function chargesFor(words: ReadonlySet<string>, computedCalls: boolean): string {
  const all = computedCalls || REFLECTIVE.some((word) => words.has(word));
  const chosen: number[] = [];
  for (const [index, names] of WORDS.entries()) {
    if (all || names.some((name) => words.has(name))) chosen.push(index);
  }
  return chosen.join(',');
}
