import { expect } from 'vitest';
import type { FactOf, FactType } from '../events/catalog.ts';
import { catalog } from '../events/catalog.ts';
import type { ActorKind, ActorRef } from '../events/commit.ts';
import type { Decision } from '../machines/decision.ts';
import type { FoldedEffect } from '../machines/fold.ts';
import { behaviours } from '../machines/registry.ts';
import type { CommandOf } from '../machines/registry.ts';

const AT = '2026-01-01T00:00:00.000Z';
type Said = {
  readonly facts: readonly string[];
  readonly data: readonly unknown[];
  readonly state: unknown;
  readonly effects: readonly FoldedEffect[];
  readonly ended: readonly string[];
};

/** An actor of one kind in a test: commands in, facts out; every fact and every state goes through JSON on its way. */
export function given<K extends ActorKind>(kind: K, id = 'it') {
  const behaviour = behaviours[kind];
  const self: ActorRef = { kind, id };
  let snapshot = behaviour.interpreter.initial();
  const fold = (facts: readonly FactOf<FactType>[]): Said => {
    for (const { type, data } of facts)
      expect(catalog[type].parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    const folded = behaviour.interpreter.fold(snapshot, JSON.parse(JSON.stringify(facts)), AT);
    const frozen = behaviour.interpreter.freeze(folded.snapshot);
    expect(JSON.stringify(frozen.context).length).toBeLessThan(8192);
    snapshot = behaviour.interpreter.thaw(JSON.parse(JSON.stringify(frozen)));
    return {
      facts: facts.map(({ type }) => type),
      data: facts.map(({ data }) => data),
      state: snapshot.value,
      effects: folded.effects,
      ended: folded.ended,
    };
  };
  return {
    /** Sends a command that has to be followed; gives what was said. */
    when(command: CommandOf[K], from: ActorRef | null = null): Said {
      const decision = behaviour.decide(snapshot, command, { at: AT, self, from });
      if (decision.status === 'refused') throw new Error(`refused: ${decision.message}`);
      return fold(decision.facts);
    },
    /** Sends a command that has to be refused; gives the message. */
    refused(command: CommandOf[K], from: ActorRef | null = null): string {
      const decision: Decision = behaviour.decide(snapshot, command, { at: AT, self, from });
      expect(decision.status).toBe('refused');
      return decision.status === 'refused' ? decision.message : '';
    },
    get state(): unknown {
      return snapshot.value;
    },
    get context(): Record<string, never> {
      return snapshot.context as Record<string, never>;
    },
  };
}
