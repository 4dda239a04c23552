import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, SettingsFile } from '../../infra/config/settings/settingsFile.ts';
import { problemText } from '../../infra/config/strictFile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-optimization-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function problems(text: string): Promise<readonly string[]> {
  const path = join(folder, 'dse.yaml');
  await writeFile(path, text);
  const read = await readSettings(path);
  return read.ok ? [] : read.problems.map(problemText);
}

const generators = `models: { mini: { provider: ollama, model: m, price: free } }
generators: [{ name: cool, model: mini, tier: fast }, { name: strong, model: mini, tier: powerful }]
`;

describe('the settings of optimising', () => {
  it('are the numbers of the seeds unless others are given', () => {
    const { optimization } = SettingsFile.parse({});
    expect(optimization).toMatchObject({
      enabled: true,
      tiers: {
        local: { tool: null, cost_per_optimization: 0, target_quality: [0.6, 0.75] },
        cloud: { cost_per_optimization: 0.3, target_quality: [0.75, 0.9] },
        deep: { cost_per_optimization: 2, target_quality: [0.9, 1] },
      },
      low_value: 1,
      high_value: 10,
      offline_batch: {
        enabled: true,
        schedule: '22:00-06:00',
        time_zone: 'UTC',
        max_daily_budget: 50,
        min_artifact_value: 10,
        min_usage: 10,
        quality_target: 0.75,
        min_potential_usage: 10,
      },
      session: {
        experiments: 5,
        patience: 3,
        stop_fitness: 0.95,
        max_minutes: 10,
        experiment_seconds: 300,
        tool_evolution_gain: 1.1,
        budget_usd: 1,
        evaluations: null,
      },
      triggers: { interval_hours: 24, fitness_threshold: 0.8, usage_threshold: 10, vram_factor: 1.5 },
    });
  });

  it('take one tool or several on a tier', async () => {
    expect(
      await problems(
        `${generators}optimization: { tiers: { cloud: { tool: cool }, deep: { tool: [strong] } } }`,
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'a generator that is not there',
      `${generators}optimization:\n  tiers:\n    cloud: { tool: strnog }`,
      'dse.yaml:5:20: optimization.tiers.cloud.tool: there is no generator `strnog`. Did you mean `strong`? Else add it to `generators`.',
    ],
    [
      'a built-in search',
      'optimization:\n  tiers:\n    deep: { tool: local-search }',
      'dse.yaml:3:19: optimization.tiers.deep.tool: `local-search` is built in and belongs to tier `local` always. Take it out.',
    ],
    [
      'a generator on two tiers',
      `${generators}optimization: { tiers: { local: { tool: cool }, deep: { tool: cool } } }`,
      'dse.yaml:3:63: optimization.tiers.deep.tool: `cool` is on tier `local` already. Leave it on one of them.',
    ],
    [
      'a tier that there is not',
      'optimization: { tiers: { claud: {} } }',
      'dse.yaml:1:26: optimization.tiers.claud: unknown field. Did you mean `cloud`?',
    ],
    [
      'a window that is none',
      'optimization: { offline_batch: { schedule: "10pm to 6am" } }',
      'dse.yaml:1:44: optimization.offline_batch.schedule: not a window of the day. Write begin and end in 24 hours, such as `22:00-06:00`; they differ.',
    ],
    [
      'a window without length',
      'optimization: { offline_batch: { schedule: "06:00-06:00" } }',
      'dse.yaml:1:44: optimization.offline_batch.schedule: not a window of the day. Write begin and end in 24 hours, such as `22:00-06:00`; they differ.',
    ],
    [
      'a zone that nobody knows',
      'optimization: { offline_batch: { time_zone: Middle/Earth } }',
      'dse.yaml:1:45: optimization.offline_batch.time_zone: not a time zone that is known here. Write a name of the IANA list, such as `Europe/Berlin` or `UTC`.',
    ],
    [
      'a negative price',
      'optimization: { latency_price_usd_per_hour: -1 }',
      'dse.yaml:1:45: optimization.latency_price_usd_per_hour: -1 does not fit. Write a number from 0 on.',
    ],
    [
      'values the wrong way round',
      'optimization: { low_value: 20 }',
      'dse.yaml:1:15: optimization.high_value: below `low_value`. Raise it to `low_value` at least.',
    ],
    [
      'qualities the wrong way round',
      'optimization: { tiers: { deep: { target_quality: [1, 0.9] } } }',
      'dse.yaml:1:50: optimization.tiers.deep.target_quality: the lower end is above the upper one. Write the lower quality first, such as `[0.6, 0.75]`.',
    ],
  ])('say what is wrong with %s', async (_, text, problem) => {
    expect(await problems(text)).toEqual([problem]);
  });
});
