import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CapabilitySpec } from '../../events/capability.ts';
import { whyOf } from '../../infra/answers/why.ts';
import { capabilityState } from '../../actors/workshop.ts';
import { OptimizationSettings } from '../../infra/config/settings/optimization.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { nightOf, runBatch } from '../../infra/optimizing/batch.ts';
import { clamping as clampingFrom } from '../clamping.ts';
import type { BudgetContext } from '../../machines/budget/machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-batch-'));
let dse: Dse;

/** Right and slow, with statements that no input of the suite reaches: its coverage, and so its quality, is below 1. */
const SLOW = `function clamp(n) {
  let x = n;
  if (n === 637) {
    x = 9;
    x = x + 1;
  }
  while (x > 10) x -= 1;
  while (x < 0) x += 1;
  return x;
}`;

const clamping = (capability: string): CapabilitySpec => clampingFrom(capability, SLOW, 20);

/** One search a session, a cent each: what follows is about money, not about finding. */
const optimization = OptimizationSettings.parse({
  low_value: 0,
  offline_batch: {
    max_daily_budget: 0.0205,
    min_artifact_value: 0,
    min_usage: 10,
    quality_target: 1,
    min_potential_usage: 0,
  },
  session: { experiments: 1, patience: 1, experiment_seconds: 20, budget_usd: 0.01, max_minutes: 1 },
});
const request = { budgetUsd: null, limit: null, pressure: 'low' } as const;
const running = {
  signal: new AbortController().signal,
  anyTime: true,
  onPlan: () => {},
  onOutcome: () => {},
};

/** Declares a capability, has it answered, and runs it so many times. */
async function used(capability: string, runs: number): Promise<string> {
  await dse.declare(clamping(capability), '.');
  await dse.settle();
  await dse.submit(capability, `make-${capability}`, '');
  await dse.settle();
  for (let n = 0; n < runs; n += 1) await dse.run(capability, JSON.stringify(n - 20), 'durable');
  return (await capabilityState(dse.host, capability)).context.served!;
}

let most: string;
let less: string;
let least: string;
let unused: string;

beforeAll(async () => {
  dse = await createDse({ folder, optimization });
  most = await used('clamp-most', 60);
  less = await used('clamp-less', 40);
  least = await used('clamp-least', 20);
  unused = await used('clamp-unused', 5);
}, 60_000);
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the batch of a night', () => {
  test('says what it would do, in order of value, and writes nothing', async () => {
    const before = await dse.substrate.events.position();
    const { plan, budgetMicro } = await nightOf(dse, request);
    expect(await dse.substrate.events.position()).toBe(before);
    expect(plan.fact.considered).toBe(4);
    expect(plan.turns.map(({ value }) => value)).toEqual(
      plan.turns.map(({ value }) => value).toSorted((a, b) => b - a),
    );
    expect(plan.turns.map(({ target }) => target).toSorted()).toEqual([most, less, least].toSorted());
    expect(plan.skipped.map(({ target, reason }) => [target, reason])).toContainEqual([
      unused,
      'it ran 5 times, more than 10 are asked for',
    ]);
    expect(budgetMicro).toBe(20_500);
    for (const turn of plan.turns) expect(turn.boundMicro).toBe(5000);
  });

  test('leaves alone what there is no money for', async () => {
    const { plan, budgetMicro } = await nightOf(dse, { ...request, budgetUsd: 0.004 });
    expect(budgetMicro).toBe(4000);
    expect(plan.chosen).toEqual([]);
    for (const { reason } of plan.skipped.filter(({ target }) => target !== unused))
      expect(reason).toBe('it may cost $0.005000, $0.004000 is left');
  });

  test('spends no more than it may, and keeps its choice and what came of it on the budget of the night', async () => {
    const ended = await runBatch(dse, request, running);
    expect(ended.outcomes.map(({ outcome }) => outcome)).not.toContain('open');
    expect(ended.sessions).toBeGreaterThan(0);
    const { rows } = await dse.query("SELECT * FROM budgets WHERE budget LIKE 'optimize-%'");
    expect(rows).toHaveLength(1);
    const id = rows[0]!['budget'] as string;
    const { snapshot } = await dse.host.look({ kind: 'budget', id });
    const context = snapshot.context as BudgetContext;
    // The view and the actor hold the same numbers (DESIGN 7).
    expect(rows[0]).toMatchObject({
      cap_micro: 20_500,
      spent_micro: context.spentMicro,
      reserved_micro: 0,
      left_micro: 20_500 - context.spentMicro,
      beyond_micro: 0,
      holders: 0,
    });
    expect(context.spentMicro).toBe(ended.spent_micro);
    expect(context.spentMicro).toBeLessThanOrEqual(20_500);
    const { rows: batches } = await dse.query('SELECT * FROM batches');
    expect(batches).toMatchObject([
      { budget: id, n: 1, spent_micro: ended.spent_micro, sessions: ended.sessions },
    ]);
    const { chain } = await whyOf(dse.substrate, `budget/${id}`);
    expect(chain.flatMap(({ commit }) => commit.events.map(({ type }) => type))).toContain('batch.ended');
    // Why there was a session goes on to who asked for it, and from there to the batch and what it chose from.
    for (const { session } of ended.outcomes.filter(({ outcome }) => outcome !== 'skipped')) {
      const why = await whyOf(dse.substrate, `optimization/${session}`);
      const said = why.chain.flatMap(({ commit }) => commit.events.map(({ type }) => type));
      expect(said.at(-1)).toBe('batch.planned');
      expect(said).toContain('optimization.queued');
      expect(new Set(why.chain.map(({ commit }) => commit.meta.correlation)).size).toBe(1);
    }
  }, 60_000);

  test('goes on where somebody pauses a session: all that may still spend counts as spent', async () => {
    await used('clamp-paused', 30);
    const off = dse.host.onCommit(({ actor, events }) => {
      if (events.some(({ type }) => type === 'optimization.started'))
        void dse.send({ kind: 'optimization', id: actor.id }, { type: 'pause', reason: 'not now' });
    });
    const { outcomes } = await runBatch(
      dse,
      { ...request, limit: 1 },
      { ...running, signal: AbortSignal.timeout(20_000) },
    );
    off();
    const [paused] = outcomes;
    expect(paused).toMatchObject({ outcome: 'open', cost_micro: 5000, reason: 'somebody paused it' });
    await dse.send(
      { kind: 'optimization', id: paused!.session! },
      { type: 'cancel', reason: 'the test is over' },
    );
    await dse.settle();
  }, 60_000);
});
