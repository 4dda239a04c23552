import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { typed } from './typed.ts';

const place = mkdtempSync(join(tmpdir(), 'dse-erase-'));
afterAll(() => rmSync(place, { recursive: true }));

const long = 'x'.repeat(3000);
const capability = {
  capability: 'shout',
  description: 'Writes a text in capitals.',
  entry: 'shout',
  input: { type: 'string' },
  output: { type: 'string' },
  // Long examples make a prompt that is too large to stand in a batch.
  examples: ['a', 'Ab', ...Array.from({ length: 6 }, (_, index) => `${index}${long}`)].map((input) => ({
    input,
    output: input.toUpperCase(),
  })),
  search: { evaluations: 1, attempts: 1 },
};
const settings = `
models:
  told: { provider: recorded, model: told, file: told.jsonl, price: free }
generators:
  - { name: told, model: told, tier: fast }
`;

test('what a model was asked can be erased, although the task names it by its hash; the source it is proved with cannot', async () => {
  writeFileSync(join(place, 'shout.json'), JSON.stringify(capability));
  writeFileSync(join(place, 'told.jsonl'), '');
  writeFileSync(join(place, 'dse.yaml'), settings);
  const dse = (...args: string[]) =>
    typed([...args, '--folder', join(place, 'data'), '--config', join(place, 'dse.yaml')]);
  expect((await dse('task', 'submit', join(place, 'shout.json'))).code).toBe(3);
  const asked = await dse('query', "select input from runs where capability = 'model-told'", '--json');
  const { input } = JSON.parse(asked.out.split('\n')[0]!) as { input: string };
  expect(await dse('blob', 'erase', input, '--reason', 'it names a person')).toMatchObject({ code: 0 });
  const spec = await dse('query', 'select spec from fact.capability_declared', '--json');
  const { spec: evidence } = JSON.parse(spec.out) as { spec: string };
  expect(await dse('blob', 'erase', evidence, '--reason', 'no')).toMatchObject({
    code: 3,
    err: expect.stringContaining('is evidence of capability/shout') as string,
  });
});
