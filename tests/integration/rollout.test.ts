import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import type { FactData } from '../../events/catalog.ts';
import type { Fact } from '../../events/commit.ts';
import { RolloutRules } from '../../events/rolloutRules.ts';
import { commitsOf } from '../../infra/answers/commits.ts';
import { rolloutOf } from '../../infra/answers/rollout.ts';
import { generatedFrom } from '../../infra/cli/generatedFrom.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { doubleSpec, proven } from '../http.ts';
import { runsOf } from '../trafficked.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-rollout-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A capability that serves, and another version of it that is stored. */
async function withChallenger(capability: string, source: string): Promise<{ old: string; other: string }> {
  await proven(dse, doubleSpec({ capability }));
  const { served } = (await capabilityState(dse.host, capability)).context;
  const { kind, id, artifact } = await generatedFrom(dse, capability, 'other', source);
  await dse.send({ kind, id }, { type: 'generate', artifact });
  await dse.settle();
  return { old: served!, other: id };
}

async function open(capability: string, artifact: string, rules: object): Promise<void> {
  await dse.send(
    { kind: 'capability', id: capability },
    {
      type: 'openRollout',
      challengers: [{ artifact }],
      rules: RolloutRules.parse({ guards: ['quality', 'errors'], ...rules }),
    },
  );
  await dse.settle();
}

/** Customers come until the rollout has ended, at most so many; looked at now and then, as a server does. */
async function customers(capability: string, most: number, input: (n: number) => number): Promise<number> {
  for (let n = 0; n < most; n += 1) {
    await dse.run(capability, String(input(n)), 'buffered', `customer ${n}`);
    if (n % 25 < 24) continue;
    await dse.recorder.flush();
    await dse.rolloutObserver.observe(capability);
    await dse.observer.observe(capability);
    await dse.settle();
    if (!(await capabilityState(dse.host, capability)).context.split) return n + 1;
  }
  throw new Error(`the rollout of ${capability} goes on after ${most} customers`);
}

async function said(kind: 'rollout' | 'capability', id: string): Promise<readonly Fact[]> {
  return (await commitsOf(dse.substrate, { kind, id })).flatMap(({ commit }) => commit.events);
}
const dataOf = <T extends 'rollout.staged' | 'rollout.rolled_back' | 'rollout.concluded'>(
  facts: readonly Fact[],
  type: T,
): readonly FactData<T>[] =>
  facts.filter((fact) => fact.type === type).map(({ data }) => data as unknown as FactData<T>);

test('a version that is as good goes from the shadow over 5 and 25 percent to all requests', async () => {
  const { old, other } = await withChallenger('double', 'function double(n) { return n + n; }');
  await open('double', other, {
    min_runs: 20,
    margins: { quality: 0.2, errors: 0.2, fuel: 0.2, latency: 0.5 },
  });
  await customers('double', 4000, (n) => n);

  const facts = await said('rollout', 'double-ro1');
  expect(dataOf(facts, 'rollout.staged').map(({ stage }) => stage)).toEqual(['shadow', 0.05, 0.25, 1]);
  expect(dataOf(facts, 'rollout.concluded')).toMatchObject([{ outcome: 'promoted', artifact: other }]);
  expect((await capabilityState(dse.host, 'double')).context.served).toBe(other);

  const runs = await runsOf(dse.host);
  const shared = runs.filter(({ assigned }) => assigned !== undefined);
  const share = (propensity: number): number =>
    shared.filter(({ ran, assigned }) => ran === other && assigned!.propensity === propensity).length;
  expect(share(0.05)).toBeGreaterThanOrEqual(20);
  expect(share(0.25)).toBeGreaterThanOrEqual(20);
  // In the shadow nobody was answered by it.
  const beside = shared.filter((run) => run.beside !== undefined);
  expect(beside.length).toBeGreaterThanOrEqual(20);
  expect(beside.every(({ ran, assigned }) => ran === old && assigned!.propensity === 1)).toBe(true);
  // Windows of the drift detectors are of the incumbent alone.
  const windows = (await said('capability', 'double')).filter(({ type }) => type === 'runs.observed');
  const rans = windows.map(({ data }) => (data['window'] as { ran: string }).ran);
  expect(rans.slice(0, -1).every((ran) => ran === old)).toBe(true);

  await dse.run('double', '1', 'durable', 'customer 1');
  expect((await runsOf(dse.host)).at(-1)).toMatchObject({ ran: other });
  expect((await runsOf(dse.host)).at(-1)!.assigned).toBeUndefined();

  // The views say who ran beside whom.
  const { rows } = await dse.query(
    `SELECT count(*) AS n, count(beside) AS beside, count(DISTINCT rollout) AS rollouts FROM runs WHERE rollout IS NOT NULL`,
  );
  expect(rows.map((row) => Object.values(row).map(Number))).toEqual([[shared.length, beside.length, 1]]);
}, 60_000);

test('a version that fails on what customers ask is rolled back by itself, with the numbers, and the old one goes on', async () => {
  const bad = 'function double(n) { if (n > 1000) throw new Error("too large"); return n * 2; }';
  const { old, other } = await withChallenger('doubled', bad);
  await open('doubled', other, { stages: [0.25, 1], min_runs: 100 });
  const took = await customers('doubled', 4000, (n) => 1000 + (n % 3));

  const facts = await said('rollout', 'doubled-ro1');
  const [back] = dataOf(facts, 'rollout.rolled_back');
  expect(back).toMatchObject({ artifact: other, guard: expect.stringMatching(/quality|errors/) });
  expect(back!.reason).toMatch(/evidence \d/);
  expect(dataOf(facts, 'rollout.concluded')).toMatchObject([{ outcome: 'rolled_back' }]);
  const { context } = await capabilityState(dse.host, 'doubled');
  expect(context).toMatchObject({ served: old, split: null });
  // Before it had its hundred runs.
  const runs = await runsOf(dse.host, 'doubled');
  expect(runs.filter(({ ran }) => ran === other).length).toBeLessThan(100);

  for (let n = 0; n < 40; n += 1)
    expect(await dse.run('doubled', String(2000 + n), 'buffered', `customer ${n}`)).toMatchObject({
      status: 'ok',
      run: { ran: old },
    });
  expect(took).toBeLessThan(1000);
}, 60_000);

test('what is told of a rollout that goes on is as of the last look, not of the stage it began with', async () => {
  const { other } = await withChallenger('doubling', 'function double(n) { return n + n; }');
  await open('doubling', other, { stages: [0.5, 1], min_runs: 5000 });
  for (let n = 0; n < 40; n += 1) await dse.run('doubling', String(n), 'buffered', `customer ${n}`);
  await dse.recorder.flush();
  await dse.rolloutObserver.observe('doubling');
  await dse.settle();

  const { stage, answered, arms, readings } = await rolloutOf(dse.substrate, 'doubling-ro1');
  expect([stage, answered]).toEqual([0.5, 40]);
  const least = Math.min(...arms.map(({ runs }) => runs));
  const harm = readings.find(({ metric, asks }) => metric === 'quality' && asks === 'harmed')!;
  expect(least).toBeGreaterThan(0);
  expect(harm).toMatchObject({ artifact: other, incumbent: 1, challenger: 1 });
  expect(harm.pairs).toBeGreaterThan(0);
}, 60_000);
