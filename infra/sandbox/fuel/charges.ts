/**
 * The fuel table: what a built-in costs on top of the statement that calls it (DESIGN 8).
 *
 * Statements: one per executed statement; one more per function entry, loop step, caught exception, `?:`, `&&`, `||`, `??` and comma
 * (steps written as expressions cost what the statements they replace would). A straight-line run of statements is charged when it is
 * entered. Spread, rest and object spread cost the number of elements or keys; `new Set(x)` and `new Map(x)` the size of `x` plus their own.
 *
 * Not charged beyond their statement: arithmetic, property access, `push`, `pop`, `at`, `charAt`, iterator objects (their steps are
 * loop steps), comparison of strings, and joining strings with `+` or a template: engines keep such strings as ropes, so one more
 * piece costs the same however long the string has become; reading the result is charged where it is read.
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
 * every argument after the first.
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
  | 'sources';

/** Holder (a path from the global object; `TypedArray` is the hidden common parent) → rule → names. */
export type ChargeTable = Readonly<Record<string, Readonly<Partial<Record<ChargeRule, string>>>>>;

const LIST_SCANS =
  'includes indexOf lastIndexOf join reverse map filter every some reduce reduceRight forEach find findIndex findLast findLastIndex fill copyWithin';

export const CHARGES: ChargeTable = {
  'Array.prototype': {
    receiver: `${LIST_SCANS} splice shift unshift toString toLocaleString toReversed toSpliced with`,
    result: 'slice concat flat flatMap',
    order: 'sort toSorted',
  },
  'TypedArray.prototype': {
    receiver: `${LIST_SCANS} toReversed with toString toLocaleString`,
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
