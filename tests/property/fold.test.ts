import fc from 'fast-check';
import { expect, test } from 'vitest';
import { transition } from 'xstate';
import type { AnyMachineSnapshot } from 'xstate';
import type { Fact } from '../../events/commit.ts';
import { fact } from '../../events/catalog.ts';
import { taskStory } from '../../infra/bench/taskStory.ts';
import { behaviours } from '../../machines/registry.ts';
import type { AnyCommand, Behaviour } from '../../machines/registry.ts';
import type { NoteDrift } from '../../machines/lifecycle/commands.ts';
import { RefusedFact } from '../../machines/fold.ts';
import { artifact, declaration, proof, runWindow, SUITE } from '../samples.ts';

const AT = '2026-01-01T00:00:00.000Z';

const drifting: Omit<NoteDrift, 'stage'> = {
  type: 'noteDrift',
  metrics: [{ reason: 'fuel', statistic: 2, baseline: 1, threshold: 1.5, samples: 50 }],
  window: 2,
  position: 1,
  evidence: { metrics: [], failing: [], heaviest: [] },
  search: { evaluations: 9, attempts: 1 },
  quality_min: 0.5,
};

/** Commands that mean something to each machine, legal in some states and refused in others. */
const vocabulary: Readonly<Record<'artifact' | 'task' | 'capability' | 'budget', readonly AnyCommand[]>> = {
  artifact: [
    { type: 'generate', artifact: artifact() },
    { type: 'recordProof', proof: proof(), quality_min: 0.5 },
    { ...drifting, stage: 'detected' },
    { ...drifting, stage: 'cleared' },
    { ...drifting, stage: 'confirmed' },
    { type: 'succeed', by: 'a-2', task: null },
    { type: 'reinstate', reason: 'rollback', instead_of: 'a-2' },
    { type: 'retire', reason: 'old' },
  ],
  task: [
    ...taskStory,
    { type: 'candidateProved', proof: proof() },
    { type: 'promoted', artifact: 'bench-1' },
    { type: 'deadline' },
  ],
  capability: [
    { type: 'declare', ...declaration() },
    { type: 'recordSuiteProof', suite: SUITE, controls: [] },
    { type: 'offer', task: null, parents: [], quality: 1 },
    {
      type: 'observe',
      from: { position: 0, index: 0 },
      to: { position: 0, index: 0 },
      window: runWindow({ ran: 'it' }),
    },
    { type: 'reward', generator: 'crossover', reward: 1 },
    { type: 'rollback', reason: 'test' },
  ],
  budget: [
    { type: 'open', cap_evaluations: 500, cap_micro: 100 },
    { type: 'reserve', evaluations: 100 },
    { type: 'settle', evaluations: 60, cost_micro: 7 },
  ],
};

/** The facts that a random conversation leads to: only what `decide` says, so every history is legal. */
function history(
  behaviour: Behaviour,
  kind: 'artifact' | 'task' | 'capability' | 'budget',
  choices: readonly number[],
): Fact[] {
  const commands = vocabulary[kind];
  let snapshot = behaviour.interpreter.initial();
  const facts: Fact[] = [];
  for (const choice of choices) {
    const meta = { at: AT, self: { kind, id: 'it' }, from: { kind: 'task', id: 'it' } } as const;
    const decision = behaviour.decide(snapshot, commands[choice % commands.length]!, meta);
    if (decision.status === 'refused') continue;
    facts.push(...decision.facts);
    snapshot = behaviour.interpreter.fold(snapshot, decision.facts, AT).snapshot;
  }
  return facts;
}

const kept = (behaviour: Behaviour, snapshot: AnyMachineSnapshot): unknown =>
  JSON.parse(JSON.stringify(behaviour.interpreter.freeze(snapshot)));

for (const kind of ['artifact', 'task', 'capability', 'budget'] as const) {
  const behaviour = behaviours[kind];
  const { interpreter } = behaviour;

  test(`${kind}: folding all equals folding a snapshot and the tail`, () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 40 }), fc.nat(100), (choices, cut) => {
        const facts = history(behaviour, kind, choices);
        const at = facts.length === 0 ? 0 : cut % facts.length;
        const whole = interpreter.fold(interpreter.initial(), facts, AT).snapshot;
        const frozen = kept(
          behaviour,
          interpreter.fold(interpreter.initial(), facts.slice(0, at), AT).snapshot,
        );
        const resumed = interpreter.fold(interpreter.thaw(frozen as never), facts.slice(at), AT).snapshot;
        expect(kept(behaviour, resumed)).toEqual(kept(behaviour, whole));
        expect(JSON.stringify(interpreter.freeze(whole).context).length).toBeLessThan(8192);
      }),
    );
  });

  test(`${kind}: our interpreter gives the states of xstate's transition()`, () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 25 }), (choices) => {
        const facts = history(behaviour, kind, choices);
        let theirs = interpreter.initial();
        for (const { type, data } of facts) {
          [theirs] = transition(interpreter.machine, theirs, { type, data, at: AT }) as [
            AnyMachineSnapshot,
            unknown,
          ];
        }
        expect(kept(behaviour, theirs)).toEqual(
          kept(behaviour, interpreter.fold(interpreter.initial(), facts, AT).snapshot),
        );
      }),
      { numRuns: 40 },
    );
  });
}

test('a fact that the state does not accept is a broken invariant that names machine, fact and state', () => {
  const { interpreter } = behaviours.artifact;
  const stored = fact('artifact.stored', { quality: 1, source: 'a'.repeat(64), suite: SUITE });
  expect(() => interpreter.fold(interpreter.initial(), [stored], AT)).toThrow(RefusedFact);
  expect(() => interpreter.fold(interpreter.initial(), [stored], AT)).toThrow(
    /"lifecycle".*"artifact.stored".*"absent"/,
  );
});

test('a budget never grants more than its cap', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ task: fc.nat(6), settle: fc.boolean(), evaluations: fc.nat(300) }), {
        maxLength: 60,
      }),
      (steps) => {
        const budget = behaviours.budget;
        const { interpreter } = budget;
        const self = { kind: 'budget', id: 'default' } as const;
        let snapshot = interpreter.initial();
        const send = (command: AnyCommand, task: number): void => {
          const decision = budget.decide(snapshot, command, {
            at: AT,
            self,
            from: { kind: 'task', id: `t-${task}` },
          });
          if (decision.status === 'decided')
            snapshot = interpreter.fold(snapshot, decision.facts, AT).snapshot;
        };
        send({ type: 'open', cap_evaluations: 500, cap_micro: 1_000_000 }, 0);
        for (const { task, settle, evaluations } of steps) {
          const held = (snapshot.context as { reserved: Record<string, number> }).reserved[`t-${task}`];
          if (settle)
            send({ type: 'settle', evaluations: Math.min(evaluations, held ?? 0), cost_micro: 1 }, task);
          else if (held === undefined) send({ type: 'reserve', evaluations }, task);
          const { reserved, spentEvaluations } = snapshot.context as {
            reserved: Record<string, number>;
            spentEvaluations: number;
          };
          expect(Object.values(reserved).reduce((sum, n) => sum + n, spentEvaluations)).toBeLessThanOrEqual(
            500,
          );
        }
      },
    ),
  );
});
