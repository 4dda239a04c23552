import type { ActorRef } from '../events/commit.ts';
import type { FactData, FactOf, FactType } from '../events/catalog.ts';

/** A fact as a machine consumes it. */
export type FactEvent<T extends FactType> = T extends FactType
  ? { readonly type: T; readonly data: FactData<T>; readonly at: string }
  : never;

/** Why a command changed nothing. `illegal`: not in this state; the message names the states in which it would be. */
export type Refusal = {
  readonly status: 'refused';
  readonly code: 'illegal' | 'invalid' | 'conflict';
  readonly message: string;
};

export type Decision = { readonly status: 'decided'; readonly facts: readonly FactOf<FactType>[] } | Refusal;

export function decided(...facts: readonly FactOf<FactType>[]): Decision {
  return { status: 'decided', facts };
}

export function refused(code: Refusal['code'], message: string): Refusal {
  return { status: 'refused', code, message };
}

/** The refusal of a command that is legal only in other states (DESIGN 5). */
export function illegal(what: string, state: unknown, legalIn: readonly string[]): Refusal {
  const shown = typeof state === 'string' ? state : JSON.stringify(state);
  return refused(
    'illegal',
    `${what} is refused: the state is "${shown}"; it would be legal in: ${legalIn.join(', ')}`,
  );
}

/** What a decision may know besides the state and the command. */
export type DecisionMeta = {
  /** When it is made; never before the actor's previous commit. */
  readonly at: string;
  readonly self: ActorRef;
  /** The actor that told the command, null when it came from outside or from an effect of the actor's own. */
  readonly from: ActorRef | null;
};

/** The pure function beside each machine: a command in a state becomes facts or a refusal (DESIGN 5). */
export type Decide<Snapshot, Command> = (
  snapshot: Snapshot,
  command: Command,
  meta: DecisionMeta,
) => Decision;

/** An effect that no longer can work, as its worker reports it. */
export type EffectFailed = {
  readonly type: 'effectFailed';
  readonly name: string;
  readonly child: string;
  readonly error: string;
  readonly attempts: number;
};

/** A command told to another actor was refused there; the teller learns why. */
export type TellRefused = {
  readonly type: 'tellRefused';
  readonly to: string;
  readonly command: string;
  readonly code: Refusal['code'];
  readonly message: string;
};
