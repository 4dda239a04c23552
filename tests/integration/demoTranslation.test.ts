import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { translation } from '../../infra/demo/translation.ts';

async function told(json: boolean): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dse-demo-translation-'));
  const lines: string[] = [];
  try {
    for await (const line of translation({ folder, seed: 1, json })) lines.push(line);
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('tells the story of P21: the hybrid takes over at 85 %, the table again at 95 %, and all tools stay stored', async () => {
  const [line] = await told(true);
  const { simulated, rows, tools } = JSON.parse(line!) as {
    simulated: string[];
    rows: {
      calls: number;
      tool: string;
      cache_hit_rate: number;
      quality: number;
      switched_to: string | null;
    }[];
    tools: { tool: string; state: string }[];
  };
  expect(simulated).toEqual(['phrases', 'tools']);
  const first = rows.slice(0, 10);
  expect(first.reduce((sum, row) => sum + row.cache_hit_rate, 0) / 10).toBeCloseTo(0.999, 9);
  expect(first.every(({ tool, switched_to }) => tool === 'cache' && switched_to === null)).toBe(true);
  expect(
    rows.slice(10).map((row) => [row.calls, row.tool, row.cache_hit_rate, row.quality, row.switched_to]),
  ).toEqual([
    // What the table does not know is null, of which only the schema holds: 0.85 × 1 + 0.15 × 0.2.
    [1100, 'cache', 0.85, 0.88, 'hybrid'],
    // Every second word-by-word answer misses one statement of five.
    [1200, 'hybrid', 0.6, 0.96, null],
    [1300, 'hybrid', 0.92, 0.992, null],
    [1400, 'hybrid', 0.95, 0.996, 'cache'],
    [1500, 'cache', 0.99, 0.992, null],
  ]);
  expect(tools.map(({ tool, state }) => [tool, state])).toEqual([
    ['cache', 'stored'],
    ['hybrid', 'stored'],
    ['nmt', 'stored'],
  ]);
});

it('says what is simulated, and the same numbers in every run and form', async () => {
  const text = await told(false);
  expect(text[0]).toContain('simulated: what people say is scripted');
  expect(text.join('\n')).toMatch(/1100 +new words appear +cache +85\.0 % +0\.88 +\d+ +hybrid \(cache\)/);
  expect(text.at(-1)).toContain('In the end: cache stored, hybrid stored, nmt stored.');
});
