import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from './typed.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-night-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A window that is closed at whatever time it is: an hour long, two hours from now. */
function closedWindow(): string {
  const hour = (new Date().getUTCHours() + 2) % 24;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(hour)}:00-${two((hour + 1) % 24)}:00`;
}

async function dse(settings: string, ...args: readonly string[]) {
  const config = join(folder, 'dse.yaml');
  await writeFile(config, settings);
  return typed(['--folder', folder, '--config', config, ...args]);
}

describe('dse batch', () => {
  it('refuses outside its window, and says when that opens', async () => {
    const schedule = closedWindow();
    const { code, out, err } = await dse(
      `optimization: { offline_batch: { schedule: "${schedule}" } }`,
      'batch',
    );
    expect([code, out]).toEqual([4, '']);
    expect(err).toMatch(
      new RegExp(
        `the window ${schedule} \\(UTC\\) is closed, it opens at 20.*: wait until then, or say --now`,
      ),
    );
  });

  it('refuses where it is switched off, and names the field', async () => {
    const { code, err } = await dse('optimization: { offline_batch: { enabled: false } }', 'batch');
    expect(code).toBe(4);
    expect(err).toContain('switched off by optimization.offline_batch.enabled');
  });

  it('says in a dry run what it would spend, also outside the window, and writes nothing', async () => {
    const { code, out } = await dse(
      `optimization: { offline_batch: { schedule: "${closedWindow()}", max_daily_budget: 5 } }`,
      'batch',
      '--dry-run',
      '--json',
      '--budget',
      '2',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      dry_run: true,
      budget: expect.stringMatching(/^optimize-20\d\d-\d\d-\d\d$/) as string,
      budget_micro: 2_000_000,
      expected_micro: 0,
      order: [],
      left_alone: [],
    });
    const { out: facts } = await dse(
      '',
      'query',
      "select count(*) as n from commits where actor_id like 'optimize-%'",
      '--json',
    );
    expect(JSON.parse(facts)).toMatchObject({ n: 0 });
  });

  it('without candidates ends with nothing spent', async () => {
    const { code, out } = await dse('optimization: {}', 'batch', '--now', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ n: 1, sessions: 0, spent_micro: 0, roi_estimated: null });
  });

  it.each([
    [['--budget', '-1'], '--budget -1'],
    [['--budget', 'five'], '--budget five'],
    [['--limit', '1.5'], '--limit 1.5'],
  ])('%j ends with 2 and says what is meant', async (args, said) => {
    const { code, err } = await dse('optimization: {}', 'batch', ...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

it('dse tiers says who stands on each, and from which value on', async () => {
  const { code, out } = await dse(
    'models: { m: { provider: ollama, model: x, price: { input_usd_per_million: 1, output_usd_per_million: 2, as_of: 2026-01-01 } }, f: { provider: ollama, model: y, price: free } }\ngenerators: [{ name: paid, model: m, tier: fast }, { name: free, model: f, tier: fast }, { name: best, model: m, tier: powerful }]\noptimization: { tiers: { deep: { tool: best } } }',
    'tiers',
    '--json',
  );
  expect(code).toBe(0);
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toMatchObject([
    {
      tier: 'local',
      tools: ['repair-library', 'local-search', 'crossover', 'free'],
      value_usd: 'below 1',
      sessions: 0,
    },
    { tier: 'cloud', tools: ['paid'], value_usd: '1 to below 10', cost_usd: 0.3 },
    { tier: 'deep', tools: ['best'], value_usd: 'from 10', target_quality: [0.9, 1] },
  ]);
});
