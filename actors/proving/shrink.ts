import type { JsonSchema } from '../../events/jsonSchema.ts';
import { canonicalJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { schemaCheck } from './schema.ts';

export type Shrunk = { readonly input: Json; readonly evaluations: number };

export type ShrinkOptions = {
  /** Stay within the contract: what does not fit is not tried. */
  readonly schema: JsonSchema;
  /** For each input, whether it still fails; asked in batches. */
  readonly stillFails: (inputs: readonly Json[]) => Promise<readonly boolean[]>;
  /** At most this many inputs are tried. Default 300. */
  readonly budget?: number;
};

const BATCH = 24;

/** A list without one of its pieces: halves first, then ever smaller pieces, then single items. */
function withoutPieces<T>(items: readonly T[]): T[][] {
  const smaller: T[][] = [];
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < items.length; from += size) {
      smaller.push([...items.slice(0, from), ...items.slice(from + size)]);
    }
  }
  return smaller;
}

/** Simpler values to try in place of one, the boldest first. */
function simpler(value: Json): Json[] {
  if (value === true) return [false];
  if (typeof value === 'number') {
    return [0, 1, Math.trunc(value / 2), Math.trunc(value), Math.abs(value)].filter((one) => one !== value);
  }
  if (typeof value === 'string') {
    const letters = [...value];
    const pieces = withoutPieces(letters).map((left) => left.join(''));
    const plain = letters.flatMap((letter, index) =>
      letter > 'a' ? [[...letters.slice(0, index), 'a', ...letters.slice(index + 1)].join('')] : [],
    );
    return [...pieces, ...plain];
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const within = items.flatMap((item, index) =>
      simpler(item).map((less): Json => [...items.slice(0, index), less, ...items.slice(index + 1)]),
    );
    return [...withoutPieces(items), ...within];
  }
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries<Json>(value);
    const fewer = fields.map(([key]): Json => Object.fromEntries(fields.filter(([other]) => other !== key)));
    const within = fields.flatMap(([key, item]) =>
      simpler(item).map((less): Json => ({ ...value, [key]: less })),
    );
    return [...fewer, ...within];
  }
  return [];
}

/** Shorter text first, then the lower one: what shrinking descends, so it ends. */
function isSimpler(one: string, other: string): boolean {
  return one.length < other.length || (one.length === other.length && one < other);
}

/**
 * The simplest input found that still fails: at each step the first simpler one that fits the schema and fails. Deterministic.
 * The given input must fail; it comes back unchanged when nothing simpler does or the budget ends.
 */
export async function shrink(input: Json, options: ShrinkOptions): Promise<Shrunk> {
  const { schema, stillFails, budget = 300 } = options;
  const fits = schemaCheck(schema);
  /** Those that do not fail: they never need asking again. */
  const fine = new Set<string>();
  let best = input;
  let evaluations = 0;
  for (;;) {
    const text = canonicalJson(best);
    const candidates: Json[] = [];
    for (const one of simpler(best)) {
      const other = canonicalJson(one);
      if (!fine.has(other) && isSimpler(other, text) && fits(one).length === 0) candidates.push(one);
    }
    let found: Json | undefined;
    for (
      let from = 0;
      from < candidates.length && found === undefined && evaluations < budget;
      from += BATCH
    ) {
      const batch = candidates.slice(from, from + Math.min(BATCH, budget - evaluations));
      evaluations += batch.length;
      const fails = await stillFails(batch);
      found = batch.find((_, index) => fails[index] === true);
      batch.forEach((one, index) => fails[index] === true || fine.add(canonicalJson(one)));
    }
    if (found === undefined) return { input: best, evaluations };
    best = found;
  }
}
