/**
 * The fuel table: what a built-in costs on top of the statement that calls it (DESIGN 8).
 *
 * Statements: one per executed statement; one more per function entry, loop step, caught exception, `?:`, `&&`, `||`, `??` and comma (steps
 * written as expressions cost what the statements they replace would). A straight-line run of statements is charged when it is entered.
 * Spread and rest cost the number of elements, object spread and rest eight times the number of keys. `new Set(x)` and `new Map(x)` cost an `add` or `set` per element.
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
 * What is measured of a call; sizes are elements, characters, entries or keys.
 *
 * - `one`: 1.
 * - `receiver`: size of `this`. `argument`: size of the first argument. `list`: size of the second. `count`: number of arguments.
 * - `both`: receiver and first argument. `sources`: keys of every argument after the first. `result`: size of the result.
 * - `order`: n·⌈log₂ n⌉ of the receiver, at least n.
 * - `visits`: 1 for every call of the callback. `found`: from where the search began to what it found.
 * - `needle`: receiver, when searching for a string; a pattern charges by `scan`: from where it was tried to the end of its match.
 * - `proxy`: nothing; it lets sizes be taken without a proxy noticing.
 */
export type ChargeRule =
  | 'one'
  | 'receiver'
  | 'argument'
  | 'list'
  | 'count'
  | 'both'
  | 'sources'
  | 'result'
  | 'order'
  | 'visits'
  | 'found'
  | 'needle'
  | 'scan'
  | 'proxy';

/** Holder (a path from the global object; `TypedArray` is the hidden common parent) → rule → names, as `name`, `name*4` or `name/16`. */
export type ChargeTable = Readonly<Record<string, Readonly<Partial<Record<ChargeRule, string>>>>>;

const LISTS = {
  receiver:
    'includes lastIndexOf join*8 reverse map*2 filter*2 reduce*2 reduceRight*2 forEach*2 fill copyWithin',
  found: 'indexOf',
  visits: 'every*2 some*2 find*2 findIndex*2 findLast*2 findLastIndex*2',
};

/**
 * Factors are powers of two near the measured time of one element, in units of a plain statement; moving and scanning bytes is cheap, hashing and
 * building strings is not. Each charge is rounded up.
 */
export const CHARGES: ChargeTable = {
  'Array.prototype': {
    ...LISTS,
    receiver: `${LISTS.receiver} splice/8 shift/16 unshift/8 toReversed toSpliced with`,
    result: 'slice concat flat*4 flatMap*4',
    order: 'sort*4 toSorted*4',
  },
  'TypedArray.prototype': {
    ...LISTS,
    receiver: `${LISTS.receiver} toReversed with`,
    result: 'slice/4',
    argument: 'set',
    order: 'sort toSorted',
  },
  'String.prototype': {
    receiver:
      'toUpperCase/2 toLowerCase/2 toLocaleUpperCase toLocaleLowerCase trim/16 trimStart/16 trimEnd/16 normalize localeCompare*8 isWellFormed/16 toWellFormed',
    found: 'indexOf/16',
    needle: 'includes/16 lastIndexOf/16 split*2 replace/16 replaceAll*2',
    result: 'slice/4 substring/4 substr/4 concat/4 repeat/8 padStart padEnd',
    argument: 'startsWith/16 endsWith/16',
  },
  'RegExp.prototype': { scan: 'exec' },
  'Map.prototype': { one: 'get*4 set*4 has*4 delete*4', receiver: 'clear forEach*2' },
  'Set.prototype': {
    one: 'add*4 has*4 delete*4',
    receiver: 'clear forEach*2',
    both: 'union*4 intersection*4 difference*4 symmetricDifference*4 isSubsetOf*4 isSupersetOf*4 isDisjointFrom*4',
  },
  'WeakMap.prototype': { one: 'get*4 set*4 has*4 delete*4' },
  'WeakSet.prototype': { one: 'add*4 has*4 delete*4' },
  'Iterator.prototype': { result: 'toArray*4' },
  Array: { result: 'from*4', count: 'of' },
  Object: {
    result: 'keys values entries*4 getOwnPropertyNames getOwnPropertySymbols',
    sources: 'assign*4',
    argument: 'fromEntries*8 groupBy*8',
  },
  Map: { argument: 'groupBy*8' },
  Reflect: { result: 'ownKeys' },
  JSON: { argument: 'parse*4', result: 'stringify*2' },
  String: { count: 'fromCharCode fromCodePoint', result: 'raw' },
  'Function.prototype': { list: 'apply' },
};

/** Copying one key of an object, as spread and rest do; copying one element of a list costs 1. */
export const KEY_COPY = 8;

export type ChargeRow = readonly [path: string, rule: ChargeRule, name: string, factor: number];

/** The table as rows; their numbers say which built-ins to wrap. */
export const CHARGE_ROWS: readonly ChargeRow[] = [
  ['', 'proxy', 'Proxy', 1],
  ...Object.entries(CHARGES).flatMap(([path, rules]) =>
    Object.entries(rules).flatMap(([rule, names]) =>
      names.split(' ').map((entry): ChargeRow => {
        const [name = '', sign, number = '1'] = entry.split(/([*/])/);
        return [path, rule as ChargeRule, name, sign === '/' ? 1 / Number(number) : Number(number)];
      }),
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
