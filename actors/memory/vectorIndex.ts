export type FieldValue = string | number | boolean | readonly string[];

/** A vector with what it can be filtered by. */
export type VectorRecord = {
  readonly id: string;
  readonly vector: Float32Array;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

/** What a record's field must be. `is`: equal, or among the values of a list. A field that is not there meets nothing. */
export type Condition =
  | { readonly field: string; readonly is: string | number | boolean }
  | { readonly field: string; readonly oneOf: readonly string[] }
  | { readonly field: string; readonly atLeast: number };

export type VectorHit = { readonly id: string; readonly similarity: number };

export type VectorSearch = {
  readonly limit: number;
  /** All must hold. */
  readonly where?: readonly Condition[];
  /** Only these ids. */
  readonly among?: readonly string[];
};

/**
 * Vectors searched by cosine, exactly: no record that fits is missed. Equal similarities are in the order of ids. It is a projection: cleared
 * and filled again, in whatever order, it answers the same.
 */
export interface VectorIndex {
  readonly dims: number;
  /** Adds records, or puts them in place of those with the same id. @throws DimensionMismatch, RangeError (no number), before anything is written. */
  upsert(records: readonly VectorRecord[]): Promise<void>;
  /** Unknown ids are fine. */
  remove(ids: readonly string[]): Promise<void>;
  /** Most similar first. @throws DimensionMismatch, RangeError */
  search(vector: Float32Array, search: VectorSearch): Promise<readonly VectorHit[]>;
  /** What each record that has the field has there, by id: what an index that outlives its process holds already. */
  values(field: string): Promise<ReadonlyMap<string, FieldValue>>;
  count(): Promise<number>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A vector of another embedder: nothing was written or searched. */
export class DimensionMismatch extends Error {
  override readonly name = 'DimensionMismatch';

  constructor(what: string, got: number, dims: number) {
    super(
      `${what} has ${got} dimensions, this index holds vectors of ${dims}: use the embedder the index was made with, or clear it and embed everything again`,
    );
  }
}

/**
 * The index did not answer, or said no. What was being written does not count as written, whether or not some of it is; writing it again
 * is safe, for a record takes the place of the one with its id.
 */
export class IndexUnavailable extends Error {
  override readonly name = 'IndexUnavailable';
}

/** Whether a record's fields meet every condition. */
export function meets(fields: VectorRecord['fields'], where: readonly Condition[]): boolean {
  return where.every((condition) => {
    const value = fields[condition.field];
    if (value === undefined) return false;
    if ('atLeast' in condition) return typeof value === 'number' && value >= condition.atLeast;
    if ('oneOf' in condition) {
      return Array.isArray(value)
        ? condition.oneOf.some((one) => value.includes(one))
        : condition.oneOf.some((one) => one === value);
    }
    return Array.isArray(value) ? value.some((one) => one === condition.is) : value === condition.is;
  });
}
