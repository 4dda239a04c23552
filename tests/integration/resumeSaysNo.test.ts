import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishRepairs } from '../../infra/bench/resume/repair.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { has, rowsThatFail, withData } from '../resumed.ts';
import type { Changed } from '../resumed.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-says-no-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
  await publishRepairs(dse.substrate, { proofs: 0, repairs: 1 });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

const refused = (commits: Changed['commits'] & object) => rowsThatFail(dse.substrate, { commits });

test('the same log is no difference', async () => {
  expect(await refused((commit) => [commit])).toEqual([]);
});

test('an evaluation that is recorded twice is said to be doubled', async () => {
  const rows = await refused((commit) => (has(commit, 'artifact.tested') ? [commit, commit] : [commit]));
  expect(rows).toContain('it: recorded evaluations doubled');
  expect(rows).not.toContain('it: recorded evaluations lost');
});

test('an evaluation that is missing is said to be lost', async () => {
  const rows = await refused((commit) => (has(commit, 'candidates.proposed') ? [] : [commit]));
  expect(rows).toContain('it: recorded evaluations lost');
  expect(rows).not.toContain('it: recorded evaluations doubled');
});

test('another choice is another decision, though everything else is the same', async () => {
  expect(await refused((commit) => [withData(commit, 'generator.chosen', { seed: 1 })])).toEqual([
    'it: actors that decided otherwise, of the actors',
  ]);
});
