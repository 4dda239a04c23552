import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, EventObject } from 'xstate';
import type { FoldedEffect } from './fold.ts';

/** Hears what the machine asks for while it steps. */
export type Listener = { ask(effect: FoldedEffect): void; end(child: string): void };

/** One fact's way through a machine; null when no transition takes it. */
export type Step = (
  state: AnyMachineSnapshot,
  event: EventObject,
  listener: Listener,
) => AnyMachineSnapshot | null;

type Args = { readonly context: unknown; readonly event: EventObject };
type Guard = (args: Args) => boolean;
/** An action of xstate as `setup` leaves it: a name, or a function that carries its kind and its parts. */
type Action = string | (Record<string, never> & { readonly type?: string });
type Taken = {
  readonly source: AnyStateNode;
  readonly target?: readonly AnyStateNode[] | undefined;
  readonly actions: readonly Action[];
};
type Walk = {
  leaf: AnyStateNode;
  context: unknown;
  readonly event: EventObject;
  readonly listener: Listener;
};

/**
 * xstate's own step builds an actor for every invocation and walks the whole machine several times per event. Durable machines
 * need less: one active leaf, guards, `assign`, and what they ask for. The order is xstate's (SCXML): exits from the inside out,
 * actions, entries from the outside in, then eventless transitions. Property tests hold every state and effect against xstate's.
 * @throws Error when the machine uses what is not followed here: parallel, final and history states, wildcards, re-entry.
 */
export function stepper(machine: AnyStateMachine): Step {
  const { guards, actions, actors } = machine.implementations as unknown as Record<
    'guards' | 'actions' | 'actors',
    Readonly<Record<string, never>>
  >;
  const cannot = (what: string): Error =>
    new Error(`machine "${machine.id}" ${what}: durable machines do without it`);
  check(machine.root, cannot);
  const { context: first } = machine.config as { context: unknown };
  const rest = new Map<AnyStateNode, AnyMachineSnapshot>();

  /** A snapshot at rest in this leaf; one per leaf is resolved, the others are copies with another context. */
  const at = (leaf: AnyStateNode, context: unknown): AnyMachineSnapshot => {
    let known = rest.get(leaf);
    if (!known) {
      const value = leaf.path.reduceRight<unknown>(
        (inner, key) => (inner === null ? key : { [key]: inner }),
        null,
      );
      known = machine.resolveState({ value, context: first } as never) as AnyMachineSnapshot;
      rest.set(leaf, known);
    }
    return { ...known, context } as AnyMachineSnapshot;
  };

  const holds = (guard: unknown, args: Args): boolean => {
    if (guard === undefined) return true;
    const test = (typeof guard === 'string' ? guards[guard] : guard) as Guard;
    if (typeof test !== 'function') throw cannot(`has the guard ${JSON.stringify(guard)}`);
    return test(args);
  };

  const select = (walk: Walk, of: (node: AnyStateNode) => readonly unknown[] | undefined): Taken | null => {
    for (let node: AnyStateNode | undefined = walk.leaf; node; node = node.parent)
      for (const one of of(node) ?? [])
        if (holds((one as { guard?: unknown }).guard, walk)) return one as Taken;
    return null;
  };

  const perform = (given: Action, walk: Walk): void => {
    const named = typeof given === 'string' ? given : given.type?.startsWith('xstate.') ? null : given.type;
    const action = (named === null ? given : actions[named ?? '']) as Record<string, never> | undefined;
    const { context, event, listener } = walk;
    switch (action?.['type'] as string | undefined) {
      case 'xstate.assign':
        walk.context = { ...(context as object), ...assigned(action!['assignment'], { context, event }) };
        return;
      case 'xstate.enqueueActions':
        for (const one of collected(action!['collect'], { context, event })) perform(one, walk);
        return;
      case 'xstate.spawnChild': {
        const { src, id, input } = action as unknown as Record<'src' | 'id' | 'input', unknown>;
        if (typeof src !== 'string' || !Object.hasOwn(actors, src))
          throw cannot(`invokes "${String(src)}", which is not registered`);
        const made: unknown =
          typeof input === 'function' ? (input as (args: Args) => unknown)({ context, event }) : input;
        listener.ask({ name: src, child: String(id), input: (made ?? {}) as Record<string, unknown> });
        return;
      }
      case 'xstate.raise': {
        const {
          event: raised,
          id,
          delay,
        } = action as unknown as { event: EventObject; id?: string; delay?: unknown };
        if (typeof delay !== 'number') throw cannot(`raises "${raised.type}" without a delay`);
        listener.ask({ name: 'timer', child: id ?? raised.type, input: { ...raised }, delayMs: delay });
        return;
      }
      case 'xstate.cancel':
        listener.end(String(action!['sendId']));
        return;
      default:
        throw cannot(`asks for "${named ?? String(action?.['type'])}"`);
    }
  };

  const take = (taken: Taken, walk: Walk): void => {
    const target = taken.target?.[0];
    const domain = target && domainOf(taken.source, target);
    if (domain)
      for (let node = walk.leaf; node !== domain; node = node.parent!) {
        for (const action of node.exit as readonly Action[]) perform(action, walk);
        for (const { id } of node.invoke) walk.listener.end(id);
      }
    for (const action of taken.actions) perform(action, walk);
    if (!domain) return;
    for (const node of entered(domain, target)) {
      walk.leaf = node;
      for (const action of node.entry as readonly Action[]) perform(action, walk);
      for (const { id, src, input } of node.invoke)
        perform({ type: 'xstate.spawnChild', id, src, input } as never, walk);
    }
  };

  return (state, event, listener) => {
    const leaf = state._nodes.find(({ type }) => type === 'atomic')!;
    const walk: Walk = { leaf, context: state.context, event, listener };
    const transitions = (node: AnyStateNode): readonly unknown[] | undefined =>
      node.transitions.get(event.type);
    let taken = select(walk, transitions);
    if (!taken) return null;
    for (; taken; taken = select(walk, (node) => node.always)) take(taken, walk);
    return at(walk.leaf, walk.context);
  };
}

const inside = (node: AnyStateNode, outer: AnyStateNode): boolean => {
  for (let up = node.parent; up; up = up.parent) if (up === outer) return true;
  return false;
};

/** The innermost state that is neither left nor entered. */
function domainOf(source: AnyStateNode, target: AnyStateNode): AnyStateNode {
  if (target === source || inside(target, source)) return source;
  let domain = target.parent!;
  while (!inside(source, domain)) domain = domain.parent!;
  return domain;
}

/** From below the domain down to the target, then along initial states to a leaf. */
function entered(domain: AnyStateNode, target: AnyStateNode): readonly AnyStateNode[] {
  const path: AnyStateNode[] = [];
  for (let node = target; node !== domain; node = node.parent!) path.unshift(node);
  for (let node = target; node.type === 'compound';) {
    node = node.initial.target[0]!;
    path.push(node);
  }
  return path;
}

function assigned(assignment: unknown, args: Args): object {
  if (typeof assignment === 'function') return (assignment as (args: Args) => object)(args);
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(assignment as Record<string, unknown>))
    changes[key] = typeof value === 'function' ? (value as (args: Args) => unknown)(args) : value;
  return changes;
}

function collected(collect: unknown, args: Args): readonly Action[] {
  const actions: Action[] = [];
  const put = (action: unknown): void => void actions.push(action as Action);
  const enqueue = Object.assign((action: unknown) => put(action), {
    spawnChild: (src: string, options: object) => put({ type: 'xstate.spawnChild', src, ...options }),
    raise: (event: EventObject, options: object) => put({ type: 'xstate.raise', event, ...options }),
    cancel: (sendId: string) => put({ type: 'xstate.cancel', sendId }),
  });
  (collect as (args: Args & { enqueue: unknown }) => void)({ ...args, enqueue });
  return actions;
}

function check(node: AnyStateNode, cannot: (what: string) => Error): void {
  if (node.type !== 'atomic' && node.type !== 'compound')
    throw cannot(`has the ${node.type} state "${node.key}"`);
  const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
  if (transitions.some(({ reenter }) => reenter)) throw cannot(`re-enters "${node.key}"`);
  if (transitions.some(({ eventType }) => eventType.includes('*')))
    throw cannot(`has a wildcard in "${node.key}"`);
  for (const inner of Object.values(node.states)) check(inner, cannot);
}
