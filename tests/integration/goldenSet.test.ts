import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { sha256 } from '../../events/hash.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { buildGolden, lastGolden } from '../../infra/evolving/golden/build.ts';
import type { GoldenRequest } from '../../infra/evolving/golden/build.ts';
import { clampFile } from '../clampCapability.ts';
import { recorded } from '../runs.ts';

const request: GoldenRequest = {
  from: { source: 'production' },
  limit: 1000,
  minQuality: 0.8,
  holdout: 0.3,
  seed: 1,
};
const oracle = {
  source: 'function clamp(n) { return n > 10 ? 10 : n; }',
  provenance: 'written for this test',
};
const files = {
  clamp: clampFile,
  /** The same, with somebody to ask. */
  clamped: { ...clampFile, capability: 'clamped', oracle },
  idle: { ...clampFile, capability: 'idle', held_out: [], examples: [{ input: 3, output: 3 }], controls: [] },
};

let folder: string;
let dse: Dse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-golden-'));
  dse = await createDse({ folder, log: 'memory:' });
  for (const file of Object.values(files)) await dse.declare(CapabilitySpec.parse(file), folder);
  await dse.settle();
  for (const capability of ['clamp', 'clamped']) {
    const answered = (input: number, output: number | null, quality: number) =>
      recorded({
        input: String(input),
        output: output === null ? null : { hash: sha256(String(output)), json: String(output) },
        outcome: output === null ? 'error' : 'ok',
        quality,
      });
    await dse.recorder.recordBatch(capability, `${capability}-1`, [
      ...Array.from({ length: 10 }, (_, input) => answered(input, input, 1)),
      // Three wrong ones: 12 is in the suite, 30 is held out by it, 44 only an oracle knows.
      answered(12, 12, 0),
      answered(30, null, 0),
      answered(44, 44, 0),
      // Asked again, and not of this capability.
      answered(3, 3, 1),
      recorded({ input: '"three"', outcome: 'error', output: null, quality: null }),
      recorded({ input: '7.0' }),
    ]);
  }
}, 30_000);
afterAll(async () => {
  await dse.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a golden set', () => {
  it('keeps failures with what is right where somebody knows it, and counts what nobody knows', async () => {
    const { set, built } = await buildGolden(dse, 'clamp', request);
    const all = [...set.train, ...set.holdout];
    const failures = all.filter(({ label }) => label === 'failure');
    expect(failures.map(({ input, expected }) => [input, expected])).toEqual(
      expect.arrayContaining([
        ['12', '10'],
        ['30', '10'],
      ]),
    );
    expect(built).toMatchObject({
      source: 'production',
      good: 10,
      failures: 2,
      left_out: { unknown: 1, erased: 0, unfit: 1, over: 0 },
      repeated: 2,
    });
    expect(built.train + built.holdout).toBe(12);
  });

  it('asks the oracle, and never shows a breeder what the suite holds out', async () => {
    const { set, built } = await buildGolden(dse, 'clamped', request);
    expect([...set.train, ...set.holdout].find(({ input }) => input === '44')).toMatchObject({
      expected: '10',
      label: 'failure',
    });
    expect(built.left_out.unknown).toBe(0);
    expect(set.train.map(({ input }) => input)).not.toContain('30');
    expect(set.holdout.map(({ input }) => input)).toContain('30');
    const inputs = [...set.train, ...set.holdout].map(({ input }) => input);
    expect(new Set(inputs).size).toBe(inputs.length);
  });

  it('is a fact of its capability and is found again', async () => {
    const { set, built } = await buildGolden(dse, 'clamp', { ...request, seed: 2 });
    expect(await lastGolden(dse, 'clamp')).toEqual({ set, built });
    expect((await buildGolden(dse, 'clamp', { ...request, seed: 2 })).built.golden).toBe(built.golden);
    const { rows } = await dse.query(
      "SELECT golden, failures FROM fact.golden_built WHERE actor_id = 'clamp' ORDER BY seq",
    );
    expect(rows.at(-1)).toMatchObject({ golden: built.golden, failures: 2 });
    await expect(lastGolden(dse, 'idle')).rejects.toThrow('no golden set of "idle" was built');
  });

  it('is the last one when it is built again after others, as often as that is', async () => {
    for (const seed of [11, 12, 11, 12, 11]) {
      const { built } = await buildGolden(dse, 'clamped', { ...request, seed });
      expect((await lastGolden(dse, 'clamped')).built).toEqual(built);
    }
  });

  it('comes from the suite where too little was recorded', async () => {
    const { set, built } = await buildGolden(dse, 'clamp', { ...request, from: { source: 'auto' } });
    expect(built).toMatchObject({ source: 'suite', train: 2, holdout: 1, position: null });
    expect(set.holdout.map(({ input }) => input)).toEqual(['30']);
  });

  it('comes from a file, one object a line or as it was written before', async () => {
    const path = join(folder, 'cases.jsonl');
    await writeFile(
      path,
      '{"input": 1, "expected": 1}\n\n{"input": 40, "output": 10}\n{"input": 1, "expected": 1}\n',
    );
    const { set, built } = await buildGolden(dse, 'clamp', { ...request, from: { file: path } });
    expect(built).toMatchObject({ source: 'file', train: 1, holdout: 1, repeated: 1 });
    const again = join(folder, 'golden_dataset.json');
    await writeFile(again, JSON.stringify(set));
    expect((await buildGolden(dse, 'clamp', { ...request, from: { file: again } })).set).toEqual(set);
  });

  it.each([
    ['', 'the file gives 0 usable examples'],
    ['[]', 'the file gives 0 usable examples'],
    ['{"input": 1, "expected": 1}', 'gives 1 usable example'],
    ['{"input": 1, "expected": 1}\n{"input": 2}', 'cases:2: give `expected`'],
    ['{"input": 1, "expected": 1}\nno', 'cases:2: no JSON'],
    [
      '[{"input": "one", "expected": 1}]',
      'cases: example 1: the value must be integer, by the schemas of clamp',
    ],
    ['[{"input": 1, "expected": "one"}]', 'cases: example 1: the value must be integer'],
    [
      '[{"input": 1, "expected": 1}, {"input": 1, "expected": 2}]',
      'cases: example 2: 1 is to be 1 and 2. Keep one',
    ],
    ['[{"input": 30, "expected": 10}]', 'gives 1 usable example, 1 of them held out by its suite'],
  ])('is refused where the file says %j', async (text, said) => {
    const path = join(folder, 'cases');
    await writeFile(path, text);
    await expect(buildGolden(dse, 'clamp', { ...request, from: { file: path } })).rejects.toThrow(said);
  });

  it('is refused where nothing was recorded or nothing is known of it', async () => {
    await expect(buildGolden(dse, 'idle', request)).rejects.toThrow(
      /^no golden set of idle: recorded runs give 0 usable examples\. Give a file/,
    );
    await expect(buildGolden(dse, 'nobody', request)).rejects.toThrow('there is no capability "nobody"');
    await expect(
      buildGolden(dse, 'clamp', { ...request, from: { file: join(folder, 'none') } }),
    ).rejects.toThrow('ENOENT');
  });
});
