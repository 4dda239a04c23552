import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { clamping, RIGHT_CLAMP as RIGHT, WRONG_CLAMP as WRONG } from '../clamping.ts';
import { scriptedModel } from '../models/scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-sessions-'));
const SPEC = clamping('clamp');
const warm = scriptedModel(
  'warm',
  ({ temperature }) => '```javascript\n' + ((temperature ?? 0) > 0.35 ? RIGHT : WRONG) + '\n```',
);
let dse: Dse;
let first: string;
let target: string;

async function lived(of: string): Promise<string> {
  const opened = await dse.optimize(of, { trigger: 'manual', reason: 'asked for', tier: 'cloud' });
  if (opened.status === 'refused') throw new Error(opened.reason);
  await dse.beginSession(opened.session, 'test');
  await dse.settle();
  return opened.session;
}
const rows = async (sql: string) => (await dse.query(sql)).rows;
const sum = async (sql: string): Promise<number> => Number((await rows(sql))[0]!['sum'] ?? 0);

beforeAll(async () => {
  dse = await createDse({
    folder,
    modelGenerators: [
      { name: 'cool', model: warm, temperature: 0.3, maxTokens: null, tier: 'fast' },
      { name: 'warm', model: warm, temperature: 0.5, maxTokens: null, tier: 'fast' },
    ],
  });
  await dse.declare(SPEC, '.');
  await dse.settle();
  await dse.submit('clamp', 'make-clamp', '');
  await dse.settle();
  target = (await capabilityState(dse.host, 'clamp')).context.served!;
  first = await lived(target);
}, 60_000);
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the views on a session that found something better', () => {
  test('tell it once: what it was for, what it tried, what took over', async () => {
    const served = (await capabilityState(dse.host, 'clamp')).context.served!;
    const [session, ...others] = await rows('SELECT * FROM sessions');
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      session: first,
      target,
      capability: 'clamp',
      state: 'ended',
      stage: 'over',
      outcome: 'improved',
      artifact: served,
      experiments_open: 0,
    });
    expect(session!['fitness_after']).toBeGreaterThan(Number(session!['fitness_before']));
    const experiments = await rows('SELECT * FROM experiments ORDER BY n');
    expect(experiments).toHaveLength(Number(session!['experiments']));
    expect(experiments.map(({ n }) => Number(n))).toEqual(experiments.map((_, index) => index + 1));
    expect(experiments.filter(({ chosen }) => chosen === true)).toMatchObject([
      { artifact: served, outcome: 'better' },
    ]);
    for (const { generator, model, simulated } of experiments)
      expect([generator, model, simulated]).toEqual(
        generator === 'cool' || generator === 'warm' ? [generator, 'warm', true] : [generator, null, null],
      );
    expect(await rows('SELECT * FROM evolutions')).toMatchObject([
      { artifact: target, task: first, strategy: 'session', outcome: 'accepted', candidate: served },
    ]);
    expect(await rows(`SELECT task FROM tasks WHERE task = '${first}'`)).toEqual([]);
    expect(await rows("SELECT task FROM tasks WHERE outcome = 'open'")).toEqual([]);
    expect(await rows(`SELECT state, parent FROM lineage WHERE artifact_id = '${served}'`)).toMatchObject([
      { state: 'stored', parent: target },
    ]);
    expect(await rows(`SELECT shown FROM artifacts WHERE artifact_id = '${target}'`)).toMatchObject([
      { shown: `variant (succeeded by ${served})` },
    ]);
  });

  test('book every micro-dollar once, under its capability', async () => {
    const spent = await sum('SELECT sum(cost_micro) AS sum FROM fact.spending');
    expect(await sum("SELECT sum(cost_micro) AS sum FROM fact.spending WHERE capability = 'clamp'")).toBe(
      spent,
    );
    // The commits add up the same facts by another way.
    expect(await sum('SELECT sum(cost_micro) AS sum FROM commits')).toBe(spent);
    expect(await sum("SELECT sum(cost_micro) AS sum FROM costs WHERE kind IN ('proof', 'search')")).toBe(
      await sum("SELECT sum(cost_micro) AS sum FROM fact.spending WHERE kind <> 'model'"),
    );
    const session = await sum('SELECT sum(cost_micro) AS sum FROM sessions');
    expect(await sum('SELECT sum(cost_micro) AS sum FROM evolutions')).toBe(session);
    expect(await sum(`SELECT cost_micro AS sum FROM roi WHERE task = '${first}'`)).toBe(session);
    expect(await sum('SELECT sum(cost_micro) AS sum FROM experiments')).toBe(
      session -
        (await sum(`SELECT sum(cost_micro) AS sum FROM fact.proof WHERE actor_kind = 'optimization'`)),
    );
    expect(await sum("SELECT optimisation_micro AS sum FROM savings WHERE capability = 'clamp'")).toBe(
      session,
    );
    expect(await rows('SELECT task FROM roi')).toEqual([{ task: first }]);
    const budget = await rows(
      "SELECT cost_micro, evaluations FROM fact.budget_moved WHERE fact = 'spent' AND actor_id <> 'default'",
    );
    expect(budget.map(({ cost_micro }) => Number(cost_micro))).toEqual([session]);
  });

  test('say what a session that found nothing had tried, and the next one what it knows', async () => {
    const served = (await capabilityState(dse.host, 'clamp')).context.served!;
    const second = await lived(served);
    const third = await lived(served);
    expect(
      await rows(`SELECT outcome FROM evolutions WHERE artifact = '${served}' ORDER BY started_seq`),
    ).toEqual([{ outcome: 'rejected' }, { outcome: 'rejected' }]);
    const tried = await rows(
      `SELECT generator, outcome, evaluations, task FROM experiments WHERE session = '${second}' AND generator LIKE '%search%'`,
    );
    const known = await rows(
      `SELECT generator, outcome, evaluations, task FROM experiments WHERE session = '${third}' AND generator LIKE '%search%'`,
    );
    expect(tried.length).toBeGreaterThan(0);
    expect(known).toEqual(
      tried.map(({ generator, task }) => ({ generator, task, outcome: 'known', evaluations: 0 })),
    );
    expect(await rows(`SELECT state, outcome, tool FROM sessions WHERE session = '${third}'`)).toEqual([
      { state: 'ended', outcome: 'nothing_better', tool: null },
    ]);
  });
});
