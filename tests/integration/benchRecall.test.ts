import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from '../e2e/typed.ts';
import { benchRecall } from '../../infra/bench/recall.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-recall-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const THINGS = 'sum list mail tree prime date word file colour street river planet'.split(' ');

/** A folder in which every description is asked for by `asked` of its thing. */
function write(asked: (thing: string) => string): void {
  const rows = THINGS.map((thing, at) => ({
    task_id: at + 1,
    text: `Write a function to check the ${thing} of its input.`,
    code: `def check_${thing}(x):\n  return x`,
  }));
  writeFileSync(join(folder, 'mbpp.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const prompts = rows.map(({ task_id }, at) => ({ task_id, prompt: asked(THINGS[at]!) }));
  writeFileSync(join(folder, 'sanitized-mbpp.json'), JSON.stringify(prompts));
}

describe('the bench of recall', () => {
  it('holds where rewordings share the telling word, with both ways beside it and the time among many', async () => {
    write((thing) => `Checking ${thing}s: a function, please`);
    const outcome = await benchRecall({ data: folder, artifacts: 300, finds: 3 });
    expect(
      outcome.detail.filter(({ questions }) => questions === 'all').map(({ way, at1 }) => [way, at1]),
    ).toEqual([
      ['BM25 alone', 1],
      ['lexical vectors alone', 1],
      ['the mix', 1],
    ]);
    expect(outcome.config).toMatchObject({ descriptions: 12, questions: 12, embedder: 'lexical-512.3' });
    expect(outcome.scale).toMatchObject({ artifacts: 300, finds: 3, simulated: true, sameNearest: 1 });
  });

  it('does not hold where they share no word with what they describe', async () => {
    write(() => 'something else entirely');
    const outcome = await benchRecall({ data: folder, artifacts: 0 });
    expect(outcome.holds).toBe(false);
    expect(outcome.scale).toBeNull();
    // One of twelve may be found by chance of the hash.
    expect(outcome.rows[0]?.ours).toBeLessThan(0.2);
    expect(outcome.rows[0]?.holds).toBe(false);
  });

  it('names file and row of what does not fit, and what is missing', async () => {
    write((thing) => thing);
    writeFileSync(join(folder, 'mbpp.jsonl'), '{"task_id":1,"text":"a","code":"b"}\n{"task_id":"two"}');
    await expect(benchRecall({ data: folder })).rejects.toThrow('mbpp.jsonl line 2');
    await expect(benchRecall({ data: join(folder, 'nowhere') })).rejects.toThrow('No mbpp.jsonl in');
  });

  it('says on the command line that it needs its data', async () => {
    const { code, err } = await typed(['bench', 'recall']);
    expect([code, err]).toEqual([2, expect.stringContaining('bench recall needs its data: --data FOLDER')]);
  });
});
