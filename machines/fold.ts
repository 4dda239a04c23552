import { getInitialSnapshot } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { Fact } from '../events/commit.ts';
import { stepper } from './step.ts';
import type { Listener } from './step.ts';

/** Work the machine asked for while facts were folded; `delayMs` makes it a timer. */
export type FoldedEffect = {
  readonly name: string;
  readonly child: string;
  readonly input: Record<string, unknown>;
  readonly delayMs?: number;
};

/** What is kept of a state: plain JSON, restored by `thaw`. */
export type FrozenState = {
  readonly value: unknown;
  readonly historyValue: unknown;
  readonly context: unknown;
};

export type Folded = {
  readonly snapshot: AnyMachineSnapshot;
  /** Asked for and not ended inside the same fold. */
  readonly effects: readonly FoldedEffect[];
  /** Invocations and timers of earlier commits that these facts ended. */
  readonly ended: readonly string[];
};

/** A fact that the state does not accept: at replay a broken invariant, at append a bug of `decide`. */
export class RefusedFact extends Error {
  override readonly name = 'RefusedFact';
  readonly index: number;
  constructor(machine: string, fact: string, value: unknown, index: number) {
    super(`machine "${machine}" does not accept fact "${fact}" in state ${JSON.stringify(value)}`);
    this.index = index;
  }
}

export interface Interpreter {
  readonly machine: AnyStateMachine;
  /** The state before the first fact. */
  initial(): AnyMachineSnapshot;
  /** Folds facts said at `at` (ISO time) into the next state. Pure: the same input gives the same output. */
  fold(snapshot: AnyMachineSnapshot, facts: readonly Fact[], at: string): Folded;
  freeze(snapshot: AnyMachineSnapshot): FrozenState;
  thaw(state: FrozenState): AnyMachineSnapshot;
}

/**
 * The only interpreter of machines (DESIGN 5): step by step, and what the machine asks for is collected instead of executed.
 * `transition()` of xstate builds a whole actor per call, which is many times slower and runs the context factory again; a
 * test proves that both give the same states.
 */
export function interpreter(machine: AnyStateMachine): Interpreter {
  const step = stepper(machine);
  const first = getInitialSnapshot(machine) as AnyMachineSnapshot;
  return {
    machine,
    initial: () => first,
    fold(snapshot, facts, at) {
      const effects: FoldedEffect[] = [];
      const ended: string[] = [];
      const listener: Listener = {
        ask: (effect) => void effects.push(effect),
        end: (child) => {
          const index = effects.findIndex((effect) => effect.child === child);
          if (index >= 0) effects.splice(index, 1);
          else ended.push(child);
        },
      };
      let state = snapshot;
      for (const [index, fact] of facts.entries()) {
        const next = step(state, { type: fact.type, data: fact.data, at } as EventObject, listener);
        if (!next) throw new RefusedFact(machine.id, fact.type, state.value, index);
        state = next;
      }
      return { snapshot: state, effects, ended };
    },
    freeze: (snapshot) => ({
      value: snapshot.value,
      historyValue: snapshot.historyValue,
      context: snapshot.context,
    }),
    thaw: (state) => machine.resolveState(state as never) as AnyMachineSnapshot,
  };
}

/** The text whose sha256 is a commit's `state` (DESIGN 4). */
export function stateText(state: FrozenState): string {
  return JSON.stringify({ value: state.value, historyValue: state.historyValue, context: state.context });
}
