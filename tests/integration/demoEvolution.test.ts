import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evolution } from '../../infra/demo/evolution.ts';

async function told(json: boolean): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dse-demo-evolution-'));
  const lines: string[] = [];
  try {
    for await (const line of evolution({ folder, seed: 1, json })) lines.push(line);
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('lives through the cycle of S1 with numbers that follow from what happened', async () => {
  const [line] = await told(true);
  const { simulated, phases, missing, total } = JSON.parse(line!) as {
    simulated: string[];
    phases: Record<string, Record<string, unknown>>;
    missing: { phase: number }[];
    total: object;
  };
  expect(simulated).toContain('prices');
  // Six of ten texts are different: six are paid for.
  expect(phases[1]).toMatchObject({ unique: 6, executions: 10, hits: 4, hit_rate: 0.4, cost_micro: 300_000 });
  // Six of ten texts are misjudged, each in two of four statements; then none is.
  expect(phases[2]).toMatchObject({
    drift: [{ statistic: 0.7, threshold: 0.75, baseline: 1 }],
    evolutions: [{ outcome: 'accepted', strategy: 'repair' }],
    quality: 1,
    hit_rate: 1,
  });
  expect(phases[2]!['artifact']).not.toBe(phases[1]!['artifact']);
  expect(phases[3]).toMatchObject({
    patterns: 12,
    chosen: [{ target: phases[2]!['artifact'], usage: 20, tier: 'cloud' }],
    outcomes: [{ target: phases[2]!['artifact'], outcome: 'improved' }],
  });
  // The quick tool misses one of four statements in eight of twenty texts.
  expect(phases[4]).toMatchObject({
    chosen: [
      { level: 'high', artifact: phases[4]!['quick'], quality: 0.9, p95_ms: 50, cost_usd: 0 },
      { level: 'medium', artifact: phases[3]!['artifact'], p95_ms: 1500 },
      { level: 'low', artifact: phases[3]!['artifact'], p95_ms: 1500 },
    ],
  });
  expect(missing.map(({ phase }) => phase)).toEqual([5, 6]);
  // 32 of 90 executions were paid for, twelve others were free because the quick tool is.
  expect(total).toMatchObject({ executions: 90, hits: 46, cost_micro: 1_600_000 });
});

it('says what is simulated and what is missing, and the same numbers in every run and form', async () => {
  const text = (await told(false)).join('\n');
  expect(text).toContain('simulated: texts, prices, latencies');
  expect(text).toContain('10 executions, 4 answered by the cache (40.0 %), $0.30');
  expect(text).toContain('Quality 0.700 below 0.75 (1.000 before)');
  expect(text).toMatch(/HIGH +1000 +sentiment-\w+ +0\.9 +50 +\$0\.0000/);
  expect(text).toContain('Phase 5: platform variants: not part of DSE yet.');
  expect(text).toContain('90 executions, 46 answered by the cache (51.1 %), $1.60, 64.4 % saved');
});
