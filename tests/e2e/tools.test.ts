import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ended, saying, typed, typing } from './typed.ts';

let place: string;
let folder: string;
let manifests: string;
let service: Server;
let port: number;

/** Doubles what it is asked for at /v1 and /v2; at /wrong it does not. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'dse-tools-'));
  folder = join(place, 'data');
  manifests = join(place, 'manifests');
  mkdirSync(manifests);
  service = createServer(({ url = '' }, response) => {
    const [, path, n] = url.split('/');
    const value = path === 'wrong' ? 7 : 2 * Number(n);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ value }));
  });
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve));
  port = (service.address() as AddressInfo).port;
});
afterAll(() => {
  service.close();
  service.closeAllConnections();
  rmSync(place, { recursive: true });
});

const manifest = (version: string, path: string, rest: object = {}) => ({
  name: 'double',
  type: 'API_CONNECTOR',
  version,
  description: 'Doubles a number.',
  executable: {
    http: { base_url: `http://127.0.0.1:${port}`, path: `/${path}/{{input}}`, result: '{{body.value}}' },
  },
  input: { type: 'integer', minimum: 0, maximum: 100 },
  output: { type: 'integer' },
  examples: [
    { input: 1, output: 2 },
    { input: 21, output: 42 },
  ],
  held_out: [{ input: 5, output: 10 }],
  tags: ['math'],
  ...rest,
});
const write = (file: string, content: object): void =>
  writeFileSync(join(manifests, file), stringify(content));
const dse = (...args: string[]) => typed([...args, '--folder', folder]);
const lines = (out: string) =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const results = (out: string) => lines(out).map(({ file, result }) => [file, result]);

it('manifests of a folder become versions that are proved, named, found by range and run', async () => {
  write('a.yaml', manifest('1.0.0', 'v1'));
  write('b.yaml', manifest('1.1.0', 'v2'));
  const first = await dse('tools', 'load', manifests, '--json');
  expect(first.code).toBe(0);
  // The newest first: it is what is served.
  expect(results(first.out)).toEqual([
    ['b.yaml', 'named'],
    ['a.yaml', 'named'],
  ]);
  expect(await dse('run', 'double', '--input', '4')).toMatchObject({ code: 0, out: '8\n' });

  const listed = lines((await dse('tools', 'list', '--json')).out);
  expect(listed).toMatchObject([
    { tool: 'double', tool_version: '1.1.0', state: 'stored', served: true, runs: 1, tags: ['math'] },
    { tool: 'double', tool_version: '1.0.0', state: 'stored', served: false, runs: 0 },
  ]);
  const shown = async (name: string) =>
    JSON.parse((await dse('tools', 'show', name, '--json')).out) as object;
  expect(await shown('double@~1.0')).toMatchObject({ tool_version: '1.0.0', because: 'named' });
  expect(await shown('double')).toMatchObject({ tool_version: '1.1.0', because: 'promoted' });

  const again = await dse('tools', 'load', manifests, '--json');
  expect([again.code, ...results(again.out).map(([, result]) => result)]).toEqual([
    0,
    'unchanged',
    'unchanged',
  ]);
});

it('what is wrong, fails its proof, contradicts, or has no adapter is said, and keeps none of the others out', async () => {
  const { executable: _, ...rest } = manifest('1.0.0', 'v1');
  write('a.yaml', manifest('1.0.0', 'v2', { priority: 9 }));
  write('c.yaml', manifest('2.0.0', 'wrong'));
  write('d.yaml', manifest('3.0.0', 'v1', { output: { type: 'number' } }));
  write('e.yaml', { ...rest, name: 'writer', type: 'CLOUD_LLM', llm: { model: 'm', prompt: '{{input}}' } });
  write('f.yaml', { ...manifest('1.0.0', 'v1'), naem: 'double' });
  write('g.yaml', manifest('1.2.0', 'v1'));
  const { code, out } = await dse('tools', 'load', manifests, '--json');
  expect(code).toBe(2);
  const said = new Map(lines(out).map((line) => [String(line['file']), line]));
  expect(Object.fromEntries([...said].map(([file, { result }]) => [file, result]))).toEqual({
    'a.yaml': 'conflict',
    'b.yaml': 'unchanged',
    'c.yaml': 'rejected',
    'd.yaml': 'conflict',
    'e.yaml': 'unsupported',
    'f.yaml': 'wrong',
    // The same implementation as 1.0.0, by another name.
    'g.yaml': 'named',
  });
  expect(said.get('a.yaml')?.['detail']).toContain('a version never changes: give this one a new version');
  expect(said.get('d.yaml')?.['detail']).toContain('another contract');
  expect(said.get('f.yaml')?.['detail']).toContain('naem');
  const listed = lines((await dse('tools', 'list', '--json')).out);
  expect(listed.map(({ tool_version }) => tool_version)).toEqual(['1.2.0', '1.1.0', '1.0.0']);
  expect(new Set(listed.map(({ artifact }) => artifact)).size).toBe(2);
  expect(await dse('tools', 'show', 'double@2')).toMatchObject({ code: 1, out: '' });
  expect((await dse('tools', 'show', 'double@x')).code).toBe(2);
  expect((await dse('tools', 'load', join(place, 'nowhere'))).code).toBe(2);
});

it('what comes under the name of another tool is a fact, said once, with a name for it', async () => {
  const apart = join(place, 'apart');
  mkdirSync(apart);
  const tool = (version: string, factor: number, rest: object = {}) => ({
    ...manifest(version, factor === 2 ? 'v1' : 'wrong'),
    name: 'rate',
    examples: [1, 2, 3, 4, 5, 6].map((input) => ({ input, output: factor * input })),
    held_out: [],
    ...rest,
  });
  const load = (file: string, content: object) => {
    writeFileSync(join(apart, file), stringify(content));
    return dse('tools', 'load', apart, '--json');
  };
  expect((await load('a.yaml', tool('1.0.0', 2))).code).toBe(0);
  const other = { description: 'Converts an amount of money', output: { type: 'number' } };
  // With the same description and schemas it is the same tool, and wrong about it.
  const wrong = lines((await load('b.yaml', tool('1.1.0', 3))).out);
  expect(wrong[0]).toMatchObject({ file: 'b.yaml', result: 'conflict' });
  expect(wrong[0]!['detail']).not.toContain('another tool');
  for (const _ of [1, 2]) {
    const [first] = lines((await load('b.yaml', tool('2.1.0', 3, other))).out);
    expect(first).toMatchObject({ file: 'b.yaml', result: 'conflict' });
    expect(first!['detail']).toMatch(
      /it is another tool: its tests differ by 1 .*\(confidence 0\.6\)\. Load it as rate-2, .* of rate point there/,
    );
  }
  const said = lines((await dse('events', '--type', 'tool.split', '--json')).out);
  expect(said.map(({ actor, data }) => [actor, data])).toEqual([
    ['capability/rate', expect.objectContaining({ version: '2.1.0', tests: 1, proposed: 'rate-2' })],
  ]);
  expect(JSON.parse((await dse('tools', 'show', 'rate', '--json')).out)).toMatchObject({
    split_into: 'rate-2',
  });
  expect((await dse('status', 'rate')).out).toContain('2.1.0, which is another tool: load it as rate-2');
  expect((await dse('why', 'rate')).err).toContain('came another tool');
});

it('a folder that is watched is loaded again when a manifest comes or changes', async () => {
  const watched = join(place, 'watched');
  mkdirSync(watched);
  const child = typing(['tools', 'load', watched, '--watch', '--json', '--folder', folder]);
  const end = ended(child);
  await saying(child, 'watching');
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', (more) => {
        if (String(more).includes(text)) resolve();
      });
    });
  const wrong = said('"result":"wrong"');
  writeFileSync(join(watched, 'new.yaml'), 'name: [');
  await wrong;
  const named = said('"result":"named"');
  writeFileSync(
    join(watched, 'new.yaml'),
    stringify({ ...manifest('1.0.0', 'v1'), name: 'twice', immutable: true }),
  );
  await named;
  child.kill('SIGINT');
  expect((await end).code).toBe(0);
  const shown = JSON.parse((await dse('tools', 'show', 'twice', '--json')).out) as object;
  expect(shown).toMatchObject({ tool_version: '1.0.0', because: 'immutable' });
});
