import { transition } from 'xstate';
import type { AnyMachineSnapshot } from 'xstate';
import type { Fact } from '../../events/commit.ts';
import { fact } from '../../events/catalog.ts';
import { behaviours } from '../../machines/registry.ts';
import type { Behaviour } from '../../machines/registry.ts';
import { compared } from './compared.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { taskStory } from './taskStory.ts';

export type BenchFoldOptions = {
  /** Facts folded per turn and machine. */
  readonly facts?: number;
  readonly repetitions?: number;
};

const AT = '2026-01-01T00:00:00.000Z';

/** The facts of one task, as `decide` says them. */
function taskFacts(): readonly Fact[] {
  const task = behaviours.task;
  const { interpreter } = task;
  let snapshot = interpreter.initial();
  const facts: Fact[] = [];
  for (const command of taskStory) {
    const decision = task.decide(snapshot, command, {
      at: AT,
      self: { kind: 'task', id: 'bench' },
      from: null,
    });
    if (decision.status === 'refused') throw new Error(`bench: ${decision.message}`);
    snapshot = interpreter.fold(snapshot, decision.facts, AT).snapshot;
    facts.push(...decision.facts);
  }
  return facts;
}

function ourRate({ interpreter }: Behaviour, story: readonly Fact[], rounds: number): number {
  const commits = story.map((one) => [one]);
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    let snapshot = interpreter.initial();
    for (const commit of commits) snapshot = interpreter.fold(snapshot, commit, AT).snapshot;
  }
  return (rounds * story.length) / ((performance.now() - started) / 1000);
}

function xstateRate({ interpreter }: Behaviour, story: readonly Fact[], rounds: number): number {
  const events = story.map(({ type, data }) => ({ type, data, at: AT }));
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    let snapshot = interpreter.initial();
    for (const event of events)
      [snapshot] = transition(interpreter.machine, snapshot, event) as [AnyMachineSnapshot, unknown];
  }
  return (rounds * story.length) / ((performance.now() - started) / 1000);
}

function row(
  name: string,
  behaviour: Behaviour,
  story: readonly Fact[],
  floor: number,
  facts: number,
  repetitions: number,
): BenchRow {
  const rounds = Math.ceil(facts / story.length);
  ourRate(behaviour, story, Math.ceil(rounds / 10));
  xstateRate(behaviour, story, Math.ceil(rounds / 10));
  const turns = Array.from({ length: repetitions }, () => {
    const ours = ourRate(behaviour, story, rounds);
    return { ours, reference: xstateRate(behaviour, story, rounds) };
  });
  return compared(
    name,
    turns,
    `ratio ≥ ${floor} of xstate's transition() on the same machine`,
    (ratio) => ratio >= floor,
  );
}

/** Fold of facts into states beside xstate's `transition()`, in turns (DESIGN 13: hold ≥ 3 × flat, ≥ 1.8 × with invokes; aim 8 ×). */
export function benchFold(options: BenchFoldOptions = {}): Promise<BenchOutcome> {
  const { facts = 20_000, repetitions = 5 } = options;
  const erasure = fact('blob.erased', { hash: 'a'.repeat(64), reason: 'bench' });
  const rows = [
    row(
      'facts/s, flat machine (log)',
      behaviours.log,
      Array.from({ length: 20 }, () => erasure),
      3,
      facts,
      repetitions,
    ),
    row('facts/s, machine with invokes (task)', behaviours.task, taskFacts(), 1.8, facts, repetitions),
  ];
  return Promise.resolve({
    bench: 'fold',
    config: { facts, repetitions },
    seeds: [],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
  });
}
