import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { problemText } from '../../infra/config/strictFile.ts';
import { readToolManifest } from '../../infra/config/toolManifest.ts';
import { toolSupport, ToolType } from '../../events/toolTypes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-manifest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const http = { base_url: 'http://127.0.0.1:1', path: '/double/{{input}}', result: '{{body.value}}' };
const plain = {
  name: 'double',
  type: 'API_CONNECTOR',
  version: '1.2.0',
  description: 'Doubles a number.',
  executable: { http } as unknown,
  input: { type: 'integer' },
  output: { type: 'integer' },
  examples: [{ input: 1, output: 2 }],
} as const;
const code = { source: 'def main(n):\n    return 2 * n\n' };

async function read(manifest: object) {
  const path = join(folder, 'tool.yaml');
  writeFileSync(path, stringify(manifest));
  return readToolManifest(path);
}

async function problems(manifest: object): Promise<string> {
  const reading = await read(manifest);
  return reading.status === 'wrong' ? reading.problems.map(problemText).join('\n') : reading.status;
}

describe('a tool manifest', () => {
  it('of an API is a capability of kind tool', async () => {
    const reading = await read({ ...plain, tags: ['math'], cost_tier: 'free', priority: 3 });
    expect(reading).toMatchObject({
      status: 'read',
      capability: { capability: 'double', kind: 'tool', tool: http, seeds: [] },
      manifest: { version: '1.2.0', tags: ['math'], cost_tier: 'free', immutable: false, track_usage: true },
    });
    expect(reading.status === 'read' && JSON.parse(reading.source)).toMatchObject(http);
  });

  it('of code is a function in its language, from the manifest or a file beside it', async () => {
    writeFileSync(join(folder, 'double.py'), code.source);
    for (const executable of [{ ...code, entry: 'main' }, { file: 'double.py' }]) {
      expect(await read({ ...plain, type: 'PYTHON_FUNCTION', executable })).toMatchObject({
        status: 'read',
        source: code.source,
        capability: {
          kind: 'function',
          language: 'python',
          seeds: [{ name: 'declared', provenance: 'the tool manifest double@1.2.0' }],
        },
      });
    }
  });

  it('of a type without an adapter is read and said to be unsupported', async () => {
    const { executable: _, ...rest } = plain;
    const without = ToolType.options.filter((type) => toolSupport[type] === null);
    expect(without.length).toBeGreaterThan(0);
    for (const type of without) {
      const llm = { model: 'small', prompt: 'Double {{input}}' };
      expect(await read({ ...rest, type, llm })).toMatchObject({ status: 'unsupported', manifest: { type } });
    }
  });

  it.each([
    [{ ...plain, vresion: '1' }, /tool.yaml:\d+:1: vresion: .*\bversion\b/],
    [{ ...plain, version: '1.2' }, /tool.yaml:3:10: version: .*a version such as 1.2.0/],
    [{ ...plain, type: 'MAGIC' }, /tool.yaml:2:7: type: /],
    [{ ...plain, cost_tier: 'cheap' }, /cost_tier: .*free/],
    [{ ...plain, executable: undefined }, /type: a tool has either `executable` or `llm`/],
    [{ ...plain, executable: code }, /executable: an API_CONNECTOR is called by `http` alone/],
    [{ ...plain, type: 'BASH_SCRIPT' }, /executable: a BASH_SCRIPT is code: either `source` or `file`/],
    [{ ...plain, executable: { http: { service: 'service.mjs' } } }, /starts no `service`/],
    [{ ...plain, examples: [] }, /examples: /],
    [
      { ...plain, examples: [{ input: 'one', output: 2 }] },
      /examples\[0\]\.input: does not fit the input schema/,
    ],
    [{ ...plain, input: { type: 'numbr' } }, /input: not a JSON Schema/],
    [
      { ...plain, type: 'PYTHON_FUNCTION', executable: { file: '../away.py' } },
      /tool.yaml:\d+:\d+: executable.file: `..\/away.py` is outside/,
    ],
  ])('says what is wrong, where, and what to do: %#', async (manifest, said) => {
    expect(await problems(manifest)).toMatch(said);
  });

  it('that is no YAML, or not there, is a problem and no exception', async () => {
    const path = join(folder, 'broken.yaml');
    writeFileSync(path, 'name: [');
    expect((await readToolManifest(path)).status).toBe('wrong');
    expect((await readToolManifest(join(folder, 'nobody.yaml'))).status).toBe('wrong');
  });

  it('of the guide is read', async () => {
    const guide = readFileSync(new URL('../../docs/how-to/load-tools.md', import.meta.url), 'utf8');
    const shown = /```yaml\n([^]*?)```/.exec(guide)![1]!;
    expect(await read(parse(shown) as object)).toMatchObject({ status: 'read' });
    const examples = fileURLToPath(new URL('../../docs/how-to/tools/', import.meta.url));
    const files = readdirSync(examples).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect((await readToolManifest(join(examples, file))).status).toBe('read');
  });
});
