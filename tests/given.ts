import { expect } from 'vitest';
import type { ActorKind, ActorRef, Fact } from '../events/commit.ts';
import { decodeCommit, encodeCommit } from '../events/codec.ts';
import type { FactOf, FactType } from '../events/catalog.ts';
import { commitId } from '../events/commit.ts';
import { sha256 } from '../events/hash.ts';
import type { Refusal } from '../machines/decision.ts';
import { stateText } from '../machines/fold.ts';
import type { Folded, FoldedEffect } from '../machines/fold.ts';
import { behaviours, POLICY } from '../machines/registry.ts';
import type { CommandOf } from '../machines/registry.ts';

export const AT = '2026-01-01T00:00:00.000Z';

type Said = FactOf<FactType>;
type Snapshot = Folded['snapshot'];
export type When = { readonly from?: ActorRef; readonly at?: string };

/** The facts as the log gives them back: written as a commit, read again. Data that breaks its schema throws here. */
function stored(kind: ActorKind, facts: readonly Fact[], snapshot: Snapshot): readonly Fact[] {
  const actor = { kind, id: 'self' };
  const commit = {
    v: 1 as const,
    id: commitId(actor, 1, 'test'),
    actor,
    version: 1,
    events: [...facts],
    effects: [],
    ended: [],
    meta: {
      at: AT,
      command: 'test',
      correlation: 'test',
      causation: 'test',
      producer: { machine: behaviours[kind].machine, version: behaviours[kind].version, writer: 'test' },
      policy: POLICY,
    },
    state: sha256(stateText(behaviours[kind].interpreter.freeze(snapshot))),
    prev: null,
  };
  return decodeCommit(encodeCommit(commit), 'the commit of this test').events;
}

/** Folds facts; each passes through the log's text and each state through a snapshot's, and neither may change anything. */
function folded(kind: ActorKind, from: Snapshot, facts: readonly Fact[], at = AT): Folded {
  const { interpreter } = behaviours[kind];
  if (facts.length === 0) return { snapshot: from, effects: [], ended: [] };
  const live = interpreter.fold(from, facts, at);
  const read = stored(kind, facts, live.snapshot);
  expect(read, 'facts change when they are written and read').toEqual(JSON.parse(JSON.stringify(facts)));
  const thawed = interpreter.thaw(JSON.parse(stateText(interpreter.freeze(from))));
  const again = interpreter.fold(thawed, read, at);
  const text = (state: Snapshot): string => stateText(interpreter.freeze(state));
  expect(text(again.snapshot), 'a thawed state folds stored facts into another state').toBe(
    text(live.snapshot),
  );
  expect(again.ended).toEqual(live.ended);
  expect(JSON.parse(JSON.stringify(again.effects))).toEqual(JSON.parse(JSON.stringify(live.effects)));
  return again;
}

/** What a command came to. */
export type Outcome<K extends ActorKind> = {
  readonly facts: readonly Said[];
  readonly refusal: Refusal | null;
  /** The state afterwards: its value and its context. */
  readonly state: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  readonly effects: readonly FoldedEffect[];
  readonly ended: readonly string[];
  /** Expects exactly these types of facts (and, where data is given, these fields), or a refusal of this code. */
  thenFacts(...expected: readonly (FactType | readonly [FactType, object])[]): Outcome<K>;
  thenRefused(code: Refusal['code'], message?: string | RegExp): Outcome<K>;
  /** Expects this state. */
  in(state: unknown): Outcome<K>;
  /** Sends the next command to what came out. */
  when(command: CommandOf[K], options?: When): Outcome<K>;
  /** The messages this commit asks to be told: `kind/id` → command. */
  readonly told: readonly (readonly [to: string, command: Readonly<Record<string, unknown>>])[];
};

function outcome<K extends ActorKind>(
  kind: K,
  { snapshot, effects, ended }: Folded,
  facts: readonly Said[],
  refusal: Refusal | null,
): Outcome<K> {
  const self: Outcome<K> = {
    facts,
    refusal,
    state: snapshot.value,
    context: snapshot.context,
    effects,
    ended,
    told: effects
      .filter(({ name }) => name === 'tell')
      .map(({ input }) => {
        const { to, command } = input as { to: ActorRef; command: Record<string, unknown> };
        return [`${to.kind}/${to.id}`, command] as const;
      }),
    thenFacts(...expected) {
      expect(refusal).toBeNull();
      const shown = expected.map((one) =>
        typeof one === 'string'
          ? expect.objectContaining({ type: one })
          : expect.objectContaining({ type: one[0], data: expect.objectContaining(one[1]) }),
      );
      expect(facts).toEqual(shown);
      return self;
    },
    thenRefused(code, message = '') {
      expect(refusal, `${facts.map(({ type }) => type).join(', ')} instead of a refusal`).not.toBeNull();
      expect(refusal?.code).toBe(code);
      expect(refusal?.message).toMatch(message);
      return self;
    },
    in(state) {
      expect(snapshot.value).toEqual(state);
      return self;
    },
    when: (command, options) => decide(kind, snapshot, command, options),
  };
  return self;
}

function decide<K extends ActorKind>(
  kind: K,
  snapshot: Snapshot,
  command: CommandOf[K],
  { from, at = AT }: When = {},
): Outcome<K> {
  const decision = behaviours[kind].decide(snapshot, command, {
    at,
    self: { kind, id: 'self' },
    from: from ?? null,
  });
  if (decision.status === 'refused') return outcome(kind, { snapshot, effects: [], ended: [] }, [], decision);
  return outcome(kind, folded(kind, snapshot, decision.facts, at), decision.facts, null);
}

/** `given(kind, facts).when(command).thenFacts(facts)`: an actor `<kind>/self` with this history answers a command. */
export function given<K extends ActorKind>(kind: K, facts: readonly Said[] = []): Outcome<K> {
  return outcome(kind, folded(kind, behaviours[kind].interpreter.initial(), facts), facts, null);
}
