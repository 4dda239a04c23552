import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from './typed.ts';

const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url));
let place: string;
let folder: string;
const dse = (...args: string[]) => typed([...args, '--folder', folder]);
const found = async (...args: string[]): Promise<readonly Record<string, unknown>[]> =>
  (await dse('find', ...args, '--json')).out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'dse-find-'));
  folder = join(place, 'data');
  for (const example of ['list-sort', 'email-validator']) {
    const submitted = await dse('task', 'submit', join(examples, example, 'capability.yaml'));
    expect(submitted).toMatchObject({ code: 0 });
  }
});
afterAll(() => rmSync(place, { recursive: true }));

describe('finding what was stored', () => {
  it('answers a description in other words with what fits it, its rank and the signs it was mixed from', async () => {
    const [first] = await found('sort a list of numbers');
    expect(first).toMatchObject({
      capability: 'list-sort',
      artifact_type: 'function',
      language: 'javascript',
      served: true,
      embedder: 'lexical-512.1',
    });
    const { rank, similarity, quality } = first as Record<string, number>;
    expect(rank).toBeCloseTo(similarity! * (0.5 + 0.5 * quality!), 3);
    expect((await found('is this text an e-mail address?'))[0]).toMatchObject({
      capability: 'email-validator',
    });
  });

  it('filters by type, language, capability, tags and quality', async () => {
    const text = 'sort a list of numbers';
    expect(await found(text, '--type', 'tool')).toEqual([]);
    expect(await found(text, '--language', 'typescript')).toEqual([]);
    expect(await found(text, '--capability', 'email-validator')).toEqual([]);
    expect(await found(text, '--tag', 'javascript', 'generation 99')).toEqual([]);
    expect(await found(text, '--tag', 'javascript', '--top-k', '1')).toHaveLength(1);
    const [first] = await found(text);
    expect(await found(text, '--min-quality', String(Number(first?.['quality']) + 0.0001))).toEqual([]);
    expect(await found(text, '--min-similarity', '0.99')).toEqual([]);
  });

  it('answers the same after the projection was deleted and made again from the log', async () => {
    const ask = ['numbers or addresses', '--min-similarity', '0'];
    const before = await found(...ask);
    expect(before.length).toBeGreaterThan(0);
    rmSync(join(folder, 'projection'), { recursive: true });
    expect(await found(...ask)).toEqual(before);
  });

  it('says when nothing is like it, and what is wrong with a question', async () => {
    expect(await dse('find', 'quantum chromodynamics')).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('nothing like it is stored') as string,
    });
    for (const [args, message] of [
      [['?!'], 'no word in it'],
      [['x', '--limit', '0'], '--limit 0'],
      [['x', '--limit', '2', '--top-k', '3'], 'give one of them'],
      [['x', '--type', 'functon'], 'only function, test, tool, workflow are there'],
      [['x', '--min-quality', '7'], '--min-quality 7: a number from 0 to 1'],
    ] as const) {
      const { code, err } = await dse('find', ...args);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }
  });
});
