import { describe, expect, it } from 'vitest';
import type { Commit } from '../../events/commit.ts';
import type { RunBatch } from '../../events/run.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { fitness } from '../../machines/rules/fitness.ts';
import { aggregate } from '../../machines/rules/impact.ts';
import { benefitCostRatio, roi, roiEstimated } from '../../machines/rules/roi.ts';
import { auditViews } from '../../projections/audit/auditViews.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import type { StoredFixture } from '../../projections/audit/storedFixture.ts';
import { replayInto } from '../../projections/rebuild.ts';

async function audited(log: StoredFixture) {
  const database = await openDuckdb({ path: ':memory:' });
  try {
    return await auditViews(database, log);
  } finally {
    await database.close();
  }
}

const fixture = storedFixture();

describe('audit of the views', () => {
  it('finds every view equal to the table computed by hand', async () => {
    const audit = await audited(fixture);
    expect(audit.commits).toBeGreaterThanOrEqual(60);
    expect(audit.views.filter(({ difference }) => difference !== null)).toEqual([]);
    expect(audit.holds).toBe(true);
    expect(audit.views.map(({ view }) => view).toSorted()).toEqual(
      'answers artifacts bandit_posteriors batches bottlenecks budgets cache choices costs drift drift_detectors evolutions experiments fitness fronts generations generators hardware health ladders lineage memory models operators policies populations pressure proofs roi rollouts runs savings sessions success_metrics tasks tiers tools'.split(
        ' ',
      ),
    );
    for (const { view, rows } of audit.views) expect([view, rows > 0]).toEqual([view, true]);
  });

  it.each([5, 33, 54, 71, 105])('says no when commit %i is dropped', async (position) => {
    const commits = fixture.commits.filter((commit) => commit.position !== position);
    const audit = await audited({ ...fixture, commits });
    expect(audit.holds).toBe(false);
    expect(audit.views.filter(({ difference }) => difference !== null).length).toBeGreaterThan(1);
  });

  it('counts what a rollout let take over as a generation (SPEC P91)', async () => {
    const commits = fixture.commits.map((commit) =>
      commit.position === 54
        ? { ...commit, body: commit.body.replace('"reason":"evolution"', '"reason":"rollout"') }
        : commit,
    );
    expect(commits[53]!.body).toContain('"reason":"rollout"');
    const { views } = await audited({ ...fixture, commits });
    expect(views.find(({ view }) => view === 'success_metrics')?.difference).toBe(null);
  });

  it('says no when a run batch is dropped', async () => {
    const without = (position: number) => ({
      ...fixture,
      batches: fixture.batches.filter((batch) => batch.position !== position),
    });
    const roi = (await audited(without(7))).views.find(({ view }) => view === 'roi');
    expect(roi?.difference).toBe('row 1, column runs_after: 0 in place of 5');
    const models = (await audited(without(9))).views.find(({ view }) => view === 'models');
    expect(models?.difference).toBe('1 rows in place of 2');
  });
});

describe('views and the arithmetic of the machines', () => {
  const runs = fixture.batches.flatMap(({ body }) => (JSON.parse(body) as RunBatch).runs);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const runsOf = (artifact: string) => runs.filter(({ ran }) => ran === artifact);

  it('give the same fitness, return and impact', async () => {
    const database = await openDuckdb({ path: ':memory:' });
    await replayInto(listedLog(fixture), database);

    const latency = mean(runsOf('double-c').map(({ latency_us }) => latency_us)) / 1e6;
    const [fit] = await database.select("SELECT fitness FROM fitness WHERE artifact_id = 'double-c'");
    expect(fit?.['fitness']).toBeCloseTo(fitness(0.9, latency, 1), 12);

    const [oldCost, newCost] = ['double-a', 'double-c'].map((id) =>
      mean(runsOf(id).map((run) => run.cost_micro)),
    );
    const spent = fixture.commits
      .flatMap(({ body }) => {
        const { actor, events } = JSON.parse(body) as Commit;
        return events.map((fact) => ({ actor, fact }));
      })
      .filter(({ actor }) => actor.id === 't-1' || actor.id === 'double-c')
      .map(({ fact }) => (fact.data['proof'] ?? fact.data) as { cost_micro?: number })
      .reduce((sum, { cost_micro = 0 }) => sum + cost_micro, 0);
    const [back] = await database.select("SELECT * FROM roi WHERE task = 't-1'");
    expect(back?.['roi_estimated']).toBeCloseTo(roiEstimated(10, oldCost!, spent)!, 12);
    expect(back?.['roi_realised']).toBeCloseTo(roi(5, oldCost!, newCost!, spent)!, 12);
    expect(back?.['benefit_cost_ratio']).toBeCloseTo(benefitCostRatio(5, oldCost!, newCost!, spent)!, 12);

    const steps = ['rate-a', 'double-a', 'format-a'].map((name) => {
      const ofStep = runsOf(name).filter(({ parent }) => parent !== null);
      return {
        name,
        time: mean(ofStep.map((run) => run.latency_us)) / 1000,
        cost: mean(ofStep.map((run) => run.cost_micro)),
        quality: mean(ofStep.map((run) => run.quality!)),
      };
    });
    const whole = aggregate(steps, 2);
    const rows = await database.select('SELECT * FROM bottlenecks ORDER BY impact_quality DESC');
    expect(rows.map((row) => row['step'])).toEqual(whole.steps.map(({ name }) => name));
    for (const [index, step] of whole.steps.entries()) {
      expect(rows[index]?.['impact_quality']).toBeCloseTo(step.impactQuality, 12);
      expect(rows[index]?.['impact_latency']).toBeCloseTo(step.impactLatency, 12);
    }
    expect(rows.find((row) => row['bottleneck'])?.['step']).toBe(whole.bottleneck);
    expect(rows[0]).toMatchObject({ workflow_time_ms: whole.time, workflow_quality: whole.quality });
    await database.close();
  });
});
