import type { ActorKind } from '../../events/commit.ts';

/** Who holds what is set aside; `kind` only where it is no task. */
export type Holder = { readonly task: string; readonly kind?: ActorKind | undefined };

/** Evaluations and micro-dollars set aside, each by holder. Money only where it was asked for: logs of before have none. */
export type Reservations = {
  readonly reserved: Readonly<Record<string, number>>;
  readonly reservedMicro?: Readonly<Record<string, number>>;
};

/** A task is held by its id, any other actor by its kind and id. */
export function holderKey({ task, kind }: Holder): string {
  return kind === undefined ? task : `${kind}/${task}`;
}

/** The holder that an actor is. */
export function holderOf(actor: { readonly kind: ActorKind; readonly id: string }): Holder {
  return actor.kind === 'task' ? { task: actor.id } : { task: actor.id, kind: actor.kind };
}

/** The sum of what is set aside. */
export function sum(amounts: Readonly<Record<string, number>> | undefined): number {
  return Object.values(amounts ?? {}).reduce((total, amount) => total + amount, 0);
}

function put(
  amounts: Readonly<Record<string, number>>,
  key: string,
  amount: number | undefined,
): Readonly<Record<string, number>> {
  if (amount !== undefined) return { ...amounts, [key]: amount };
  const { [key]: _, ...others } = amounts;
  return others;
}

/**
 * With these amounts set aside for the holder; undefined: none any more. Once there was money its record stays, empty as it may be: a key of a
 * context that came and went would stand elsewhere after a snapshot, and give another hash.
 */
export function withHeld(
  { reserved, reservedMicro }: Reservations,
  holder: Holder,
  evaluations: number | undefined,
  micro: number | undefined,
): Reservations {
  const key = holderKey(holder);
  const held = put(reserved, key, evaluations);
  if (reservedMicro === undefined && micro === undefined) return { reserved: held };
  return { reserved: held, reservedMicro: put(reservedMicro ?? {}, key, micro) };
}
