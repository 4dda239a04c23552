import { createActor } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { Fact } from '../events/commit.ts';

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

type Spawned = { readonly id?: unknown; readonly src?: unknown; readonly input?: unknown };
type Raised = { readonly id?: string; readonly delay?: number; readonly event: EventObject };

/** Children are named only so that leaving a state can say which invocation it ended; they are never run. */
const isTell = (id: string): boolean => id === 'tell';

/**
 * The only interpreter of machines (DESIGN 5): one inert scope per machine, `machine.transition` step by step, and what
 * the machine asks for is collected instead of executed. `transition()` of xstate builds a whole actor per call, which
 * is several times slower and runs the context factory again; a test proves that both give the same states.
 */
export function interpreter(machine: AnyStateMachine): Interpreter {
  let effects: FoldedEffect[] = [];
  let ended: string[] = [];

  const end = (child: string): void => {
    const index = effects.findIndex((effect) => effect.child === child);
    if (index >= 0) effects.splice(index, 1);
    else ended.push(child);
  };

  const self = createActor(machine);
  const scope = {
    self,
    id: self.id,
    sessionId: self.sessionId,
    system: self.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: { type: string; params?: unknown }) => {
      switch (action.type) {
        case 'xstate.spawnChild': {
          const spawned = action.params as Spawned;
          effects.push({
            name: String(spawned.src),
            child: String(spawned.id),
            input: (spawned.input ?? {}) as Record<string, unknown>,
          });
          return;
        }
        case 'xstate.stopChild': {
          const child = action.params as { id: string } | undefined;
          if (child) end(child.id);
          return;
        }
        case 'xstate.raise': {
          const raised = action.params as Raised;
          if (raised.delay === undefined) return;
          const child = raised.id ?? raised.event.type;
          effects.push({ name: 'timer', child, input: { ...raised.event }, delayMs: raised.delay });
          return;
        }
        case 'xstate.cancel':
          end((action.params as { sendId: string }).sendId);
          return;
        default:
          throw new Error(
            `machine "${machine.id}" asks for "${action.type}": durable machines only spawn, stop, delay and cancel`,
          );
      }
    },
  };

  type Scope = Parameters<typeof machine.transition>[2];
  const inert = scope as unknown as Scope;

  /** Invocations of the active states, so that a restored state can end them. */
  const childrenOf = (snapshot: AnyMachineSnapshot): Record<string, unknown> => {
    const children: Record<string, unknown> = {};
    for (const node of snapshot._nodes)
      for (const invoked of node.invoke) children[invoked.id] = { id: invoked.id };
    return children;
  };

  return {
    machine,
    initial: () => machine.getInitialSnapshot(inert, {}),
    fold(snapshot, facts, at) {
      effects = [];
      ended = [];
      let state = snapshot;
      for (const [index, fact] of facts.entries()) {
        const event = { type: fact.type, data: fact.data, at };
        const next = machine.transition(state, event, inert) as AnyMachineSnapshot;
        // A transition that was taken gives another snapshot; the same one means that none was selected.
        if (next === state && !state.can(event))
          throw new RefusedFact(machine.id, fact.type, state.value, index);
        state = next;
        if (state.status === 'error')
          throw new Error(`machine "${machine.id}" failed on "${fact.type}"`, { cause: state.error });
      }
      for (const child of Object.keys(state.children)) if (isTell(child)) delete state.children[child];
      return { snapshot: state, effects, ended };
    },
    freeze: (snapshot) => ({
      value: snapshot.value,
      historyValue: snapshot.historyValue,
      context: snapshot.context,
    }),
    thaw(state) {
      const frozen = state as { value: never; historyValue: never; context: never };
      const restored = machine.resolveState(frozen) as AnyMachineSnapshot;
      Object.assign(restored.children, childrenOf(restored));
      return restored;
    },
  };
}

/** The text whose sha256 is a commit's `state` (DESIGN 4). */
export function stateText(state: FrozenState): string {
  return JSON.stringify({ value: state.value, historyValue: state.historyValue, context: state.context });
}
