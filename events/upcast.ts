import { isFactType, versionOf } from './catalog.ts';
import type { Fact } from './commit.ts';

/** Lifts the data of one fact type from one version to the next. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** Keyed by `<type>@<version it lifts from>`; each lifts by one. Golden files hold one stored example per key. */
export const upcasters: Readonly<Record<string, Upcaster>> = {};

/** A log written by a newer DSE: nothing is guessed, the reader stops. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/**
 * Brings a stored fact to the current version of its type.
 * @throws NewerSchema when the type is unknown or its version is newer than this build.
 */
export function upcast(stored: Fact, chain: Readonly<Record<string, Upcaster>> = upcasters): Fact {
  if (!isFactType(stored.type)) {
    throw new NewerSchema(
      `fact type "${stored.type}" is not known to this build of DSE: the log was written by a newer one; update DSE and try again`,
    );
  }
  const current = versionOf(stored.type);
  if (stored.v > current) {
    throw new NewerSchema(
      `fact "${stored.type}" has version ${stored.v}, this build knows ${current}: the log was written by a newer DSE; update it and try again`,
    );
  }
  let fact = stored;
  while (fact.v < current) {
    const lift = chain[`${fact.type}@${fact.v}`];
    if (!lift) throw new Error(`no upcaster for "${fact.type}" from version ${fact.v}: this build is broken`);
    fact = { type: fact.type, v: fact.v + 1, data: lift(fact.data) };
  }
  return fact;
}
