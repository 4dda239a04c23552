import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { benchEvolve } from '../../infra/bench/evolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-bench-evolve-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const checks = (numbers: readonly number[]): string =>
  numbers.map((n) => `console.assert(shout(${n}, 'hi') === '${n > 10 ? 'HI' : 'hi'}');`).join('\n');

test('a faulty program serves, is seen to fail, is mended by a population and replaced by a rollout', async () => {
  const row = {
    task_id: 'Test/0',
    declaration: 'const shout = (n, word) => {\n',
    buggy_solution: '  if (n < 10) return word.toUpperCase();\n  return word;\n}\n',
    canonical_solution: '  if (n > 10) return word.toUpperCase();\n  return word;\n}\n',
    example_test: `const check = (shout) => {\n${checks([10, 12, 3, 10])}\n};\ncheck(shout);\n`,
    test: `const check = (shout) => {\n${checks([5, 10, 11, 90, -4])}\n};\ncheck(shout);\n`,
    entry_point: 'shout',
    bug_type: 'operator misuse',
    docstring: 'Says a word loudly above 10.',
  };
  writeFileSync(join(folder, 'humanevalpack-js.jsonl'), `${JSON.stringify(row)}\n`);
  const { detail, holds, rows } = await benchEvolve({ data: folder, evaluations: 5000 });
  expect(detail).toMatchObject([
    { came: 'searched', outcome: 'offered', rollout: 'promoted', served: { isNew: true, correct: true } },
  ]);
  expect(rows.find(({ name }) => name.includes('served right at the end'))).toMatchObject({ ours: 1 });
  expect(holds).toBe(true);
}, 180_000);
