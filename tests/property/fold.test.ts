import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import type { AnyMachineSnapshot } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { ActorKind, ActorRef, Fact } from '../../events/commit.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { RefusedFact, stateText } from '../../machines/fold.ts';
import { behaviours } from '../../machines/registry.ts';
import type { AnyCommand, Behaviour } from '../../machines/registry.ts';
import { stories } from '../golden/stories.ts';
import { SUITE } from '../samples.ts';

const AT = '2026-01-01T00:00:00.000Z';
const KINDS = [
  'artifact',
  'task',
  'capability',
  'budget',
  'optimization',
  'population',
  'pressure',
  'log',
] as const;

type Machine = Behaviour & { readonly kind: ActorKind; readonly commands: readonly Spoken[] };
type Spoken = { readonly command: AnyCommand; readonly from: ActorRef | null };

/** A machine with everything its story says to it. */
function machineOf(kind: ActorKind): Machine {
  const behaviour = behaviours[kind];
  const commands = stories[behaviour.machine]!().map(([, command, from]) => ({
    command,
    from: from ?? null,
  }));
  return { ...behaviour, kind, commands };
}

/** Windows follow what was observed already; the story's own places only fit its own order. */
function placed(command: AnyCommand, snapshot: AnyMachineSnapshot): AnyCommand {
  if (command.type !== 'observe') return command;
  const from = (snapshot.context as CapabilityContext).observed;
  return { ...command, from, to: { position: from.position + 1, index: 0 } };
}

type History = {
  readonly facts: readonly Fact[];
  readonly states: readonly string[];
  readonly refused: number;
};

/** Follows choices among the commands that are legal at each step, so that histories go deep. */
function historyOf(machine: Machine, choices: readonly number[]): History {
  const { interpreter, commands, kind } = machine;
  let snapshot = interpreter.initial();
  let refused = 0;
  const facts: Fact[] = [];
  const states: string[] = [];
  for (const choice of choices) {
    const legal = commands.flatMap(({ command, from }) => {
      const given = placed(command, snapshot);
      const decision = machine.decide(snapshot, given, { at: AT, self: { kind, id: 'a-1' }, from });
      if (decision.status === 'decided') return [decision.facts];
      refused += 1;
      return [];
    });
    if (legal.length === 0) break;
    const said = legal[choice % legal.length]!;
    facts.push(...said);
    snapshot = interpreter.fold(snapshot, said, AT).snapshot;
    states.push(stateText(interpreter.freeze(snapshot)));
  }
  return { facts, states, refused };
}

const text = ({ interpreter }: Behaviour, snapshot: AnyMachineSnapshot): string =>
  stateText(interpreter.freeze(snapshot));
const choices = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(10_000), { maxLength, size: 'max' });

type Executed = { readonly type: string; readonly params: Readonly<Record<string, unknown>> | undefined };

function askedBy({ type, params }: Executed): unknown[] {
  if (type === 'xstate.spawnChild')
    return [{ name: params!['src'], child: params!['id'], input: params!['input'] }];
  if (type !== 'xstate.raise') return [];
  return [{ name: 'timer', child: params!['id'], input: params!['event'], delayMs: params!['delay'] }];
}

function endedBy({ type, params }: Executed): unknown[] {
  if (type === 'xstate.stopChild') return params ? [params['id']] : [];
  return type === 'xstate.cancel' ? [params!['sendId']] : [];
}

describe.each(KINDS)('the machine of a %s', (kind) => {
  const machine = machineOf(kind);
  const { interpreter } = machine;

  it('folds all facts to the state that a snapshot and the rest give, cut anywhere', () => {
    fc.assert(
      fc.property(choices(40), fc.nat(10_000), (chosen, cut) => {
        const { facts } = historyOf(machine, chosen);
        const at = facts.length === 0 ? 0 : cut % facts.length;
        const stored = JSON.parse(JSON.stringify(facts)) as Fact[];
        const whole = interpreter.fold(interpreter.initial(), stored, AT);
        const half = interpreter.fold(interpreter.initial(), stored.slice(0, at), AT);
        const thawed = interpreter.thaw(JSON.parse(text(machine, half.snapshot)));
        expect(text(machine, interpreter.fold(thawed, stored.slice(at), AT).snapshot)).toBe(
          text(machine, whole.snapshot),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('asks for the same after a snapshot as without one', () => {
    fc.assert(
      fc.property(choices(15), (chosen) => {
        const { facts } = historyOf(machine, chosen);
        let live = interpreter.initial();
        let restored = interpreter.initial();
        for (const one of facts) {
          const [here, there] = [interpreter.fold(live, [one], AT), interpreter.fold(restored, [one], AT)];
          expect(there.effects).toEqual(here.effects);
          expect(there.ended).toEqual(here.ended);
          live = here.snapshot;
          restored = interpreter.thaw(JSON.parse(text(machine, there.snapshot)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("gives the states of xstate's own transition(), and asks for and ends the same", () => {
    fc.assert(
      fc.property(choices(20), (chosen) => {
        const { facts } = historyOf(machine, chosen);
        let theirs = interpreter.initial();
        let ours = interpreter.initial();
        for (const one of facts) {
          const event = { type: one.type, data: one.data, at: AT };
          const [next, actions] = transition(interpreter.machine, theirs, event) as [
            AnyMachineSnapshot,
            Executed[],
          ];
          const folded = interpreter.fold(ours, [one], AT);
          expect(text(machine, folded.snapshot)).toBe(text(machine, next));
          expect(folded.effects).toEqual(actions.flatMap(askedBy));
          expect(folded.ended).toEqual(actions.flatMap(endedBy));
          [theirs, ours] = [next, folded.snapshot];
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its context below 8 KiB in long lives', () => {
    fc.assert(
      fc.property(choices(300), (chosen) => {
        for (const state of historyOf(machine, chosen).states) expect(state.length).toBeLessThan(8192);
      }),
      { numRuns: 5 },
    );
  });

  it('is legal and illegal in turn: the histories of these tests are refused things too', () => {
    const { facts, refused } = historyOf(
      machine,
      Array.from({ length: 40 }, (_, index) => index * 7),
    );
    expect(facts.length).toBeGreaterThan(1);
    expect(refused).toBeGreaterThan(0);
  });

  it('names no system id, which one shared scope could not keep apart', () => {
    const { config } = interpreter.machine as unknown as { config: unknown };
    expect(JSON.stringify(config)).not.toContain('systemId');
  });
});

it('a fact that the state does not accept is a broken invariant that names machine, fact and state', () => {
  const { interpreter } = behaviours.artifact;
  const stored = fact('artifact.stored', { quality: 1, source: 'a'.repeat(64), suite: SUITE });
  const fold = () => interpreter.fold(interpreter.initial(), [stored], AT);
  expect(fold).toThrow(RefusedFact);
  expect(fold).toThrow(/"lifecycle".*"artifact.stored".*"absent"/);
});
