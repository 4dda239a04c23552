import type { Compare } from '../../events/statements.ts';
import { canonicalJson, isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';

/** Lists as bags at every depth: sorted by their canonical text. */
function unordered(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => unordered(item));
    return items.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (isFields(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unordered(item)]));
  }
  return value;
}

function within(expected: Json, actual: Json, tolerance: number): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(expected - actual) <= tolerance;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return (
      expected.length === actual.length &&
      expected.every((item: Json, index) => within(item, actual[index], tolerance))
    );
  }
  if (isFields(expected) && isFields(actual)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) => Object.hasOwn(actual, key) && within(expected[key]!, actual[key]!, tolerance))
    );
  }
  return canonicalJson(expected) === canonicalJson(actual);
}

/** Whether an output is the expected one, compared outside the guest as JSON values. What a predicate compares is the same only when equal. */
export function sameOutput(expected: Json, actual: Json, compare: Compare): boolean {
  if (compare === 'exact') return canonicalJson(expected) === canonicalJson(actual);
  if (compare === 'unordered') return canonicalJson(unordered(expected)) === canonicalJson(unordered(actual));
  if ('predicate' in compare) return canonicalJson(expected) === canonicalJson(actual);
  return within(expected, actual, compare.tolerance);
}
