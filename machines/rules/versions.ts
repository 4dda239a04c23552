/** A version by semver 2.0: three numbers, and what comes before a release (`1.2.0-beta.1`). Build data does not count. */
type Version = {
  readonly numbers: readonly [number, number, number];
  readonly before: readonly string[];
};

/** What can be asked for: a version name, and how fit what it names is (null: not known). */
export type Versioned = { readonly version: string; readonly fitness: number | null };

const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
/** `1`, `1.2`, `1.2.3`, after `^`, `~` or nothing. */
const RANGE = /^([\^~]?)(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?$/;

function parsed(text: string): Version | null {
  const match = VERSION.exec(text);
  if (!match) return null;
  const [major, minor, patch] = match.slice(1, 4).map(Number) as [number, number, number];
  return { numbers: [major, minor, patch], before: match[4]?.split('.') ?? [] };
}

export function isVersion(text: string): boolean {
  return parsed(text) !== null;
}

/** Whether `resolveVersion` understands it. */
export function isRange(text: string): boolean {
  return text === 'latest' || text === 'best' || RANGE.test(text) || isVersion(text);
}

/** Below 0 when `a` comes first (semver 2.0, 11). @throws RangeError for what is no version */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parsed(a), parsed(b)];
  if (!one || !other) throw new RangeError(`"${one ? b : a}" is no version such as 1.2.0`);
  for (const at of [0, 1, 2] as const) {
    if (one.numbers[at] !== other.numbers[at]) return one.numbers[at] - other.numbers[at];
  }
  // A release comes after everything before it.
  if (one.before.length === 0 || other.before.length === 0) return other.before.length - one.before.length;
  for (let at = 0; at < Math.max(one.before.length, other.before.length); at++) {
    const difference = compareParts(one.before[at], other.before[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && otherIsNumber) return Number(a) - Number(b);
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first version that a caret or tilde does not allow any more; a prefix allows what begins with it. */
function beyond(sign: string, numbers: readonly number[]): readonly [number, number, number] {
  const [major = 0, minor, patch] = numbers;
  if (sign === '^' && major === 0) {
    if (minor === undefined) return [1, 0, 0];
    return minor === 0 && patch !== undefined ? [0, 0, patch + 1] : [0, minor + 1, 0];
  }
  return sign === '^' || minor === undefined ? [major + 1, 0, 0] : [major, minor + 1, 0];
}

function within(version: Version, sign: string, numbers: readonly number[]): boolean {
  const { numbers: own } = version;
  const [from, to] = [[numbers[0]!, numbers[1] ?? 0, numbers[2] ?? 0], beyond(sign, numbers)];
  const order = (a: readonly number[], b: readonly number[]): number =>
    a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!;
  return version.before.length === 0 && order(own, from) >= 0 && order(own, to) < 0;
}

/**
 * The version that `name@range` means (SPEC B9): exactly `1.2.0`; the highest that begins with `1.2` or `1`; the highest within `^1.2.0` (same
 * first number that is not 0) or `~1.2.0` (same first two); `latest`, the highest of all; `best`, the fittest, of equals the higher. What comes
 * before a release is only found by its whole name, or when there is nothing else. Null when nothing fits, or the range is none.
 */
export function resolveVersion<T extends Versioned>(range: string, versions: readonly T[]): T | null {
  const known = versions
    .filter(({ version }) => isVersion(version))
    .toSorted((a, b) => compareVersions(b.version, a.version));
  const released = known.filter(({ version }) => parsed(version)!.before.length === 0);
  const usual = released.length > 0 ? released : known;
  if (range === 'latest') return usual[0] ?? null;
  if (range === 'best') {
    return usual.toSorted((a, b) => (b.fitness ?? -1) - (a.fitness ?? -1))[0] ?? null;
  }
  if (isVersion(range)) return known.find(({ version }) => compareVersions(version, range) === 0) ?? null;
  const match = RANGE.exec(range);
  if (!match) return null;
  const [, sign = '', ...texts] = match;
  const numbers = texts.filter((text) => text !== undefined).map(Number);
  return known.find(({ version }) => within(parsed(version)!, sign, numbers)) ?? null;
}
