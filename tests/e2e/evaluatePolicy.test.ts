import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typed } from './typed.ts';

const example = fileURLToPath(new URL('../../docs/how-to/policies/', import.meta.url));
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'dse-policy-'));
});
afterAll(() => rmSync(place, { recursive: true }));

const asked = (policy: string, ...more: string[]) =>
  typed(['evaluate-policy', policy, '--folder', join(place, 'data'), ...more]);
function file(text: string): string {
  const path = join(place, 'policy.yaml');
  writeFileSync(path, text);
  return path;
}
const choices = join(example, 'choices.ndjson');

it('judges the example as the how-to says', async () => {
  const { code, out } = await asked(join(example, 'by-failure.yaml'), '--choices', choices, '--json');
  expect(code).toBe(0);
  const { policy, choices: n, logged, doubly_robust, overlap } = JSON.parse(out) as Record<string, unknown>;
  expect([policy, n]).toEqual(['by-failure', 200]);
  expect(logged).toMatchObject({ value: 0.575, low: 0.506317, high: 0.643683 });
  expect(doubly_robust).toMatchObject({ value: 0.773719 });
  expect(overlap).toBeCloseTo(1, 2);
});

it('ends with 3 where the log cannot say, with the overlap', async () => {
  const never = file('name: never\nchoices: log\nchances: { repair: 0.7, pray: 0.3 }\n');
  const { code, err } = await asked(never, '--choices', choices);
  expect([code, err]).toEqual([
    3,
    'never cannot be judged: never logged: pray; only 70 % of what the policy chooses was. Name what was chosen, or log choices of the others first\n',
  ]);
  const empty = await asked(file('name: none\nchances: greedy\n'));
  expect([empty.code, empty.err]).toEqual([
    3,
    'none cannot be judged: no choice of generators with a reward is logged: nothing can be judged yet\n',
  ]);
});

it('ends with 2 where the file is wrong, with its line', async () => {
  const { code, err } = await asked(
    file('name: bad\nchoices: log\nchances: { repair: 0.8 }\n'),
    '--choices',
    choices,
  );
  expect(code).toBe(2);
  expect(err).toContain('policy.yaml:3:10: chances: the chances come to 0.8 together. Make them come to 1.');
});
