import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { breederOf } from '../../actors/evolving/breeders.ts';
import { capabilityState, lifecycleOf, suiteOfHash } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import { sha256 } from '../../events/hash.ts';
import type { PopulationSettings } from '../../events/populationPlan.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { settingsOf } from '../../machines/rules/population/defaults.ts';
import { soundHistory } from '../hosting.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-population-'));
let dse: Dse;
let incumbent: string;
/** Right but for 50 itself, which the suite never asks for. */
const FAULTY = "function grown(person) { return person.age > 50 ? 'yes' : 'no'; }";

beforeAll(async () => {
  dse = await createDse({ folder });
  const people = [10, 30, 60, 80, 90, 40].map((age) => ({ age, name: `p${age}` }));
  const spec = CapabilitySpec.parse({
    capability: 'grown',
    description: 'Says whether somebody is at least fifty.',
    entry: 'grown',
    input: {
      type: 'object',
      properties: { age: { type: 'integer', minimum: 0, maximum: 120 }, name: { type: 'string' } },
      required: ['age', 'name'],
    },
    output: { type: 'string' },
    examples: people.map((input) => ({ input, output: input.age >= 50 ? 'yes' : 'no' })),
    held_out: [{ input: { age: 70, name: 'x' }, output: 'yes' }],
    objectives: { quality_min: 0, strength_min: 0 },
    seeds: [{ name: 'faulty', source: FAULTY, provenance: 'written for this test' }],
    controls: [],
    oracle: null,
  });
  await dse.declare(spec, '.');
  await dse.settle();
  await dse.submit('grown', 'make-grown', '');
  await dse.settle();
  incumbent = (await capabilityState(dse.host, 'grown')).context.served!;
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

function examples(count: number, prefix: string) {
  return Array.from({ length: count }, (_, at) => {
    const age = at % 3 === 0 ? 50 : at % 3 === 1 ? 20 : 70;
    const input = JSON.stringify({ age, name: `${prefix}${at}` });
    return {
      id: sha256(input).slice(0, 16),
      input,
      expected: age >= 50 ? '"yes"' : '"no"',
      label: age === 50 ? 'failure' : 'good',
    };
  });
}

async function evolve(id: string, settings: Partial<PopulationSettings>): Promise<void> {
  const set = { v: 1, capability: 'grown', train: examples(24, 't'), holdout: examples(60, 'h') };
  const golden = await dse.substrate.blobs.put(JSON.stringify(set), 'keep');
  const { context } = await lifecycleOf(dse.workshop, { kind: 'artifact', id: incumbent });
  const { mutations, crossovers, local } = breederOf('code', dse.workshop);
  const budget = { kind: 'budget', id: `for-${id}` } as const;
  await dse.send(budget, { type: 'open', cap_evaluations: 20_000, cap_micro: 10_000_000 });
  await dse.send(
    { kind: 'population', id },
    {
      type: 'queue',
      capability: 'grown',
      kind: 'artifact',
      target: incumbent,
      genome: 'code',
      strategy: 'evolve',
      incumbent: context.artifact!.source,
      golden,
      train: set.train.length,
      holdout: set.holdout.length,
      objectives: [
        { name: 'quality', unit: 'share', goal: 'max' },
        { name: 'fuel', unit: 'fuel', goal: 'min' },
      ],
      weights: null,
      operators: { mutations: [...mutations], crossovers: [...crossovers], local: [...local] },
      settings: settingsOf('code', {
        population: 12,
        elite: 2,
        sample: 12,
        holdout: 60,
        generations: 5,
        ...settings,
      }),
      budget: { id: budget.id, proposals: 500, evaluations: 5000, micro: 5_000_000, evaluation_micro: 0 },
      seed: 5,
      by: 'test',
      read: null,
    },
  );
  await dse.send({ kind: 'population', id }, { type: 'begin', by: 'test' });
  await dse.settle();
}

async function said<T extends FactType>(id: string, type: T): Promise<readonly FactData<T>[]> {
  const commits = await soundHistory(dse.substrate, { kind: 'population', id });
  return commits
    .flatMap(({ events }) => events)
    .filter((one) => one.type === type)
    .map((one) => (one as unknown as FactOf<T>).data);
}

it('finds, proves and offers what is right on examples that nobody chose by, and pays no evaluation twice', async () => {
  await evolve('grown-pop1', { deploy: 'none' });
  const [ended] = await said('grown-pop1', 'population.ended');
  expect(ended).toMatchObject({ outcome: 'stored', best: 1 });
  const [rescored] = await said('grown-pop1', 'finalists.rescored');
  expect(rescored!.incumbent.mean).toBeCloseTo(2 / 3, 5);
  expect(rescored!.finalists.find(({ candidate }) => candidate === rescored!.chosen)!.mean).toBe(1);
  const kept = await lifecycleOf(dse.workshop, { kind: 'artifact', id: ended!.artifact! });
  expect(kept.state).toBe('stored');
  expect(kept.context.artifact).toMatchObject({
    generator: 'population',
    parents: [incumbent],
    judge: 'population',
  });
  expect(kept.context.artifact!.operators.length).toBeGreaterThan(0);
  expect((await capabilityState(dse.host, 'grown')).context.served).toBe(incumbent);

  const evaluated = await said('grown-pop1', 'candidate.evaluated');
  const keys = evaluated.flatMap(({ candidate, rows }) =>
    rows.map(({ example }) => `${candidate} ${example}`),
  );
  expect(new Set(keys).size).toBe(keys.length);
  const [controls] = await said('grown-pop1', 'controls.checked');
  expect(ended!.evaluations).toBe(keys.length + controls!.evaluations);
  const { snapshot } = await dse.host.look({ kind: 'budget', id: 'for-grown-pop1' });
  expect(snapshot.context).toMatchObject({ spentEvaluations: ended!.evaluations, reserved: {} });
});

it('adds to the suite what the incumbent got wrong and the winner mends, once, and proves both on it', async () => {
  const { context } = await capabilityState(dse.host, 'grown');
  const suite = await suiteOfHash(dse.workshop, context.suite!.hash);
  expect(suite.version).toBe(2);
  const added = (cases: typeof suite.examples): readonly unknown[] =>
    cases.filter(({ provenance }) => provenance.includes('golden set')).map(({ input }) => input);
  const names = (prefix: string, most: number): readonly unknown[] =>
    Array.from({ length: most }, () => ({ age: 50, name: expect.stringMatching(`^${prefix}`) as string }));
  expect(added(suite.examples)).toEqual(names('t', 4));
  expect(added(suite.held_out)).toEqual(names('h', 4));
  const [parent] = await said('grown-pop1', 'parent.proved');
  const [winner] = await said('grown-pop1', 'winner.proved');
  expect(parent!.proof).toMatchObject({ verdict: 'failed', suite: { version: 2 } });
  expect(winner!.proof).toMatchObject({ verdict: 'passed', suite: { version: 2 } });
});

it('lets the winner take over where it is offered', async () => {
  await evolve('grown-pop2', { deploy: 'offer', novelty: 0.001 });
  const [ended] = await said('grown-pop2', 'population.ended');
  expect(ended).toMatchObject({ outcome: 'offered' });
  const { context } = await capabilityState(dse.host, 'grown');
  expect(context).toMatchObject({ served: ended!.artifact, before: [incumbent] });
  expect(context.suite!.version).toBe(2);
  const before = await lifecycleOf(dse.workshop, { kind: 'artifact', id: incumbent });
  expect(before).toMatchObject({ state: 'variant', context: { successor: ended!.artifact } });
});
