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

/** Nested and less asked for: kept as JSON text in a JSON column. */
export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
