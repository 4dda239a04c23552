import { describe, expect, it } from 'vitest';
import { assign, createMachine, enqueueActions, initialTransition, raise, setup, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { interpreter, RefusedFact } from '../../machines/fold.ts';
import { placeholder } from '../../machines/placeholder.ts';

const AT = '2026-01-01T00:00:00.000Z';
type Context = { readonly seen: readonly string[] };
const say = (type: string) => ({ type, v: 1, data: {} });

/** Notes the order in which things happen. */
const note = (what: string): never =>
  assign({ seen: ({ context }: { context: Context }) => [...context.seen, what] }) as never;

/** States in states, entries and exits everywhere, guards on every level: what the product's machines may come to use. */
const nested = setup({
  actors: { work: placeholder },
  guards: { never: () => false, seenTwo: ({ context }) => (context as Context).seen.length > 1 },
}).createMachine({
  id: 'nested',
  initial: 'out',
  context: { seen: [] },
  entry: note('root in'),
  on: { anywhere: { actions: note('anywhere') }, out: { target: '.out', actions: note('to out') } },
  states: {
    out: { exit: note('out out'), on: { in: 'house', deep: '#nested.house.upstairs.bed' } },
    house: {
      entry: note('house in'),
      exit: note('house out'),
      initial: 'hall',
      invoke: {
        id: 'light',
        src: 'work',
        input: ({ context }: { context: Context }) => ({ seen: context.seen.length }),
      },
      on: {
        start: '.hall',
        stay: { target: 'house', actions: note('stay') },
        leave: { guard: 'never', target: 'out' },
      },
      states: {
        hall: {
          entry: note('hall in'),
          exit: note('hall out'),
          on: { up: 'upstairs', here: { target: 'hall', actions: note('here') } },
        },
        upstairs: {
          initial: 'desk',
          entry: note('up in'),
          exit: note('up out'),
          invoke: { id: 'warm', src: 'work' },
          states: {
            desk: {
              always: [
                { guard: 'never', target: 'bed' },
                { guard: 'seenTwo', target: 'bed', actions: note('tired') },
              ],
            },
            bed: { entry: note('bed in'), on: { leave: { target: '#nested.out', actions: note('leave') } } },
          },
        },
      },
    },
  },
});

/** What came of it, or null where the fact was refused. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RefusedFact) return null;
    throw error;
  }
}

describe('stepping', () => {
  it.each([
    [['in', 'up', 'leave']],
    [['deep', 'anywhere', 'start', 'up', 'out']],
    [['in', 'here', 'stay', 'leave', 'up', 'stay', 'start']],
    [['anywhere', 'out', 'deep', 'leave', 'in', 'start']],
  ])('goes the way of xstate through %j: exits, actions, entries, eventless transitions', (words) => {
    const machine = interpreter(nested);
    let ours = machine.initial();
    let theirs = initialTransition(nested as AnyStateMachine)[0] as AnyMachineSnapshot;
    for (const word of words) {
      const event = { type: word, data: {}, at: AT };
      const taken = theirs.can(event);
      [theirs] = transition(nested as AnyStateMachine, theirs, event) as unknown as [AnyMachineSnapshot];
      const next = attempt(() => machine.fold(ours, [say(word)], AT).snapshot);
      expect(next === null).toBe(!taken);
      ours = next ?? ours;
      expect(machine.freeze(ours)).toEqual(machine.freeze(theirs));
    }
  });

  it('drops what was asked for and ended in one commit', () => {
    const machine = interpreter(nested);
    const there = machine.fold(machine.initial(), [say('deep')], AT);
    expect(there.effects.map(({ child }) => child)).toEqual(['light', 'warm']);
    expect(machine.fold(there.snapshot, [say('leave')], AT).ended).toEqual(['warm', 'light']);
    expect(machine.fold(machine.initial(), [say('deep'), say('leave')], AT)).toMatchObject({
      effects: [],
      ended: [],
    });
  });
});

describe('a machine that cannot be followed is refused, not misread', () => {
  const inert = { go: { target: 'b' } } as const;
  it.each<[string, object]>([
    ['parallel state "m"', { type: 'parallel', states: { a: {}, b: {} } }],
    ['final state "b"', { initial: 'a', states: { a: { on: inert }, b: { type: 'final' } } }],
    ['history state "h"', { initial: 'a', states: { a: {}, h: { type: 'history' } } }],
    ['wildcard in "a"', { initial: 'a', states: { a: { on: { '*': 'b' } }, b: {} } }],
    ['re-enters "a"', { initial: 'a', states: { a: { on: { go: { target: 'a', reenter: true } } } } }],
  ])('with a %s at once', (message, config) => {
    expect(() => interpreter(createMachine({ id: 'm', ...config } as never))).toThrow(message);
  });

  it.each<[string, object]>([
    ['asks for "shout"', { actions: 'shout' }],
    ['asks for "undefined"', { actions: () => {} }],
    ['raises "again" without a delay', { actions: raise({ type: 'again' }) }],
    [
      'invokes "magic", which is not registered',
      {
        actions: enqueueActions(({ enqueue }) => enqueue.spawnChild('magic' as never, { id: 'x' })),
      },
    ],
    ['has the guard "maybe"', { guard: 'maybe' }],
  ])('that %s when it comes to that', (message, transitionTaken) => {
    const config = {
      id: 'm',
      initial: 'a',
      context: {},
      states: { a: { on: { go: { target: 'b', ...transitionTaken } } }, b: {} },
    };
    const machine = interpreter(createMachine(config as never));
    expect(() => machine.fold(machine.initial(), [say('go')], AT)).toThrow(message);
  });
});
