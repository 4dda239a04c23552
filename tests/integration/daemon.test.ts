import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { GoldenSet } from '../../events/golden.ts';
import { sha256 } from '../../events/hash.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { evolveAll, waitFor } from '../../infra/evolving/daemon.ts';
import { EvolutionResults } from '../../infra/evolving/results.ts';
import { parseCron } from '../../machines/rules/cronTime.ts';
import { commonCases, commonFile } from '../commonCapability.ts';
import { recorded } from '../runs.ts';

const oracle = {
  source: 'function common({ a, b }) { return a.filter((one) => b.includes(one)).length; }',
  provenance: 'written for this test',
};

let folder: string;
let dse: Dse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-daemon-'));
  dse = await createDse({ folder, log: 'memory:' });
  for (const [capability, more] of [
    ['common', { evolve: {} }],
    ['unused', { evolve: { generations: 2 } }],
    ['unasked', {}],
  ] as const) {
    await dse.declare(CapabilitySpec.parse({ ...commonFile, capability, oracle, ...more }), folder);
    await dse.settle();
    await dse.submit(capability, `t-${capability}`);
  }
  await dse.settle();
  const runs = commonCases(300).map(({ input }) => {
    const { a, b } = input;
    const said = String(a.slice(0, -1).filter((one) => b.includes(one)).length);
    return recorded({ input: JSON.stringify(input), output: { hash: sha256(said), json: said }, quality: 1 });
  });
  await dse.recorder.recordBatch('common', 'common-1', runs);
}, 60_000);
afterAll(async () => {
  await dse.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a night said, and what came of it. */
async function night(capabilities: readonly string[], signal = new AbortController().signal) {
  const lines: string[] = [];
  const going = evolveAll(dse, { capabilities, generations: 4, out: join(folder, 'results') }, signal);
  for (;;) {
    const { value, done } = await going.next();
    if (done) return { lines, results: value };
    lines.push(value);
  }
}

describe('the daemon', { timeout: 60_000 }, () => {
  it('evolves what asks for it on what was recorded, offers only what is shown to be better, and keeps the results', async () => {
    const { lines, results } = await night([]);
    expect(
      results.map(({ capability, outcome }) => [capability, outcome]),
      results[0]!.reason,
    ).toEqual([
      ['common', 'offered'],
      ['unused', 'skipped'],
    ]);
    expect(results[1]!.reason).toContain('recorded runs give 0 usable examples');
    expect(lines).toContainEqual(expect.stringContaining(results[0]!.notified!));
    const file = (name: string) => readFile(join(folder, 'results', 'common', name), 'utf8').then(JSON.parse);
    const saved = EvolutionResults.parse(await file('evolution_results.json'));
    expect(saved.population).toBe(results[0]!.population);
    expect(saved.settings.generations).toBe(4);
    expect(saved.objectives).toMatchObject([
      { name: 'quality', reference: 0 },
      { name: 'fuel', reference: expect.any(Number) as number },
    ]);
    expect(saved.generations.filter(({ hypervolume }) => !(hypervolume! > 0))).toEqual([]);
    // The oracle told which of the recorded answers were wrong.
    const { train, holdout } = GoldenSet.parse(await file('golden_dataset.json'));
    expect([...train, ...holdout].filter(({ label }) => label === 'failure').length).toBeGreaterThan(20);
    const { rows } = await dse.query(
      "SELECT artifact FROM fact.capability_promoted WHERE actor_id = 'common' ORDER BY seq",
    );
    expect(rows.at(-1)).toEqual({ artifact: saved.winner!.artifact });
  });

  it('tells what is not there and goes on with the others', async () => {
    const { results } = await night(['nobody', 'unused']);
    expect(results).toMatchObject([
      { capability: 'nobody', outcome: 'skipped', reason: expect.stringContaining('no capability "nobody"') },
      { capability: 'unused', outcome: 'skipped' },
    ]);
  });

  it('does nothing after it was told to stop', async () => {
    expect((await night(['common'], AbortSignal.abort())).results).toEqual([]);
  });

  it('waits for the minutes of its schedule, by the clock it is given', async () => {
    const { signal } = new AbortController();
    const clock = { at: Date.parse('2026-11-21T22:15:30.500Z') };
    const slept: number[] = [];
    const given = {
      now: () => clock.at,
      sleep: async (ms: number) => {
        slept.push(ms);
        clock.at += ms;
      },
    };
    const time = parseCron('0 2 * * *');
    const due = async () => new Date((await waitFor(time, given, signal))!).toISOString();
    expect([await due(), await due()]).toEqual(['2026-11-22T02:00:00.000Z', '2026-11-23T02:00:00.000Z']);
    expect(clock.at).toBe(Date.parse('2026-11-23T02:00:00.000Z'));
    expect(Math.max(...slept)).toBeLessThanOrEqual(30_000);
    expect(await waitFor(parseCron('0 0 30 2 *'), given, signal)).toBeNull();
    expect(await waitFor(time, given, AbortSignal.abort())).toBeNull();
  });
});
