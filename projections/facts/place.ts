import type { z } from 'zod';

/** One value of a row; a column without a value is null. */
export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

/**
 * Where facts of one type are kept: a table of `facts/*.sql` and the cells that follow the six columns every fact row
 * begins with (seq, idx, actor_kind, actor_id, version, recorded_at).
 */
export type Place<Data> = {
  readonly table: string;
  row(data: Data, actor: { readonly kind: string; readonly id: string }): Row;
  /** Micro-dollars this fact says were spent, counted once over all facts; absent: none. */
  cost?(data: Data): number;
};

/** A place for every fact of one room, checked by the compiler: a new fact without a place does not compile. */
export type Places<Facts extends Readonly<Record<string, z.ZodType>>> = {
  readonly [Type in keyof Facts]: Place<z.infer<Facts[Type]>>;
};

/** How JSON text writes a surrogate. Only lone ones are written so; text that merely quotes one is looked at twice. */
const SURROGATE = /\\ud[89a-f]/;

/**
 * Nested and less asked for: kept as JSON text in a JSON column. A text that was cut inside a character gets U+FFFD there, as in every other
 * column: the database reads no JSON with half a character in it, and one such row would fail each query that looks into the column.
 */
export function json(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = JSON.stringify(value);
  if (!SURROGATE.test(text)) return text;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
}
