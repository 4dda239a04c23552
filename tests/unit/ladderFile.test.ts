import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-ladder-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is wrong with a file whose ladder is this. */
async function problems(ladder: object): Promise<readonly string[]> {
  const path = join(folder, 'capability.json');
  const seed = (name: string) => ({ name, source: 'function main(n) { return n; }', provenance: 'test' });
  const file = {
    capability: 'same',
    description: 'Gives back what it is given.',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [{ input: 1, output: 1 }],
    seeds: [seed('table'), seed('search')],
    ladder,
  };
  writeFileSync(path, JSON.stringify(file));
  const read = await readCapabilityFile(path);
  return read.ok ? [] : read.problems.map(({ message }) => message);
}

describe('the ladder of a capability file', () => {
  it('names seeds, each once, two at least', async () => {
    expect(await problems({ tools: ['table', 'search'] })).toEqual([]);
    expect(await problems({ tools: ['table', 'serch'] })).toEqual(['`serch` is no seed']);
    expect(await problems({ tools: ['table', 'table'] })).toEqual(['a tool is there twice']);
    expect(await problems({ tools: ['table'] })).toHaveLength(1);
  });
  it('has a gap between going up and coming back', async () => {
    const tools = ['table', 'search'];
    expect(await problems({ tools, cache_hit_min: 0.95 })).toEqual(['not above `cache_hit_min`']);
    expect(await problems({ tools, quality_back: 0.75 })).toEqual(['not above `quality_min`']);
  });
});
