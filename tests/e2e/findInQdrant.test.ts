import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startQdrant } from '../qdrant/server.ts';
import type { QdrantServer } from '../qdrant/server.ts';
import { typed } from './typed.ts';

const example = fileURLToPath(new URL('../../docs/examples/list-sort/capability.yaml', import.meta.url));
const QUESTION = ['find', 'sort a list of numbers', '--min-similarity', '0', '--json'];
let folder: string;
let server: QdrantServer;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'dse-qdrant-')), 'data');
  server = await startQdrant();
  expect(await typed(['task', 'submit', example, '--folder', folder])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await server.stop();
  rmSync(join(folder, '..'), { recursive: true });
});

const found = (variables: Record<string, string>) => typed([...QUESTION, '--folder', folder], variables);

it('dse find answers the same with the vectors in Qdrant, once more when they were dropped, and says when it is gone', async () => {
  const expected = await found({});
  expect(expected.out).toContain('"capability":"list-sort"');
  const variables = { QDRANT_URL: server.url };
  expect(await found(variables)).toEqual(expected);
  expect([...server.collections.keys()]).toEqual([
    expect.stringMatching(/^dse-[0-9a-f]{12}-lexical-512\.0$/),
  ]);
  server.collections.clear();
  expect(await found(variables)).toEqual(expected);
  await server.stop();
  const { code, out, err } = await found(variables);
  expect([code, out]).toEqual([5, '']);
  expect(err).toContain(`Qdrant at ${server.url}`);
  expect(err).toContain('see that the server runs, or use the embedded index');
});

it('an address of Qdrant that is none is said to be none, and what to do', async () => {
  const { code, err } = await found({ QDRANT_URL: 'nonsense' });
  const said = JSON.parse(err) as unknown;
  expect([code, said]).toEqual([
    5,
    { error: expect.stringContaining('QDRANT_URL is no http(s) address: "nonsense"') as string, exit: 5 },
  ]);
});
