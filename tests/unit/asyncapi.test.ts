import { globSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { asyncApi } from '../../events/asyncapi.ts';
import { isFields } from '../../events/json.ts';
import { factTypes } from '../../events/schema.ts';
import { referenceFiles } from '../../infra/docs/referenceFiles.ts';
import { goldenFacts } from '../golden/facts.ts';

const document = asyncApi('1.2.3');
const at = (path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), document);
const fieldsAt = (...path: string[]): { readonly [key: string]: unknown } => {
  const value = at(path);
  if (!isFields(value)) throw new Error(`the document has nothing at ${path.join('/')}`);
  return value;
};
const target = (reference: unknown) =>
  isFields(reference) ? String(reference['$ref']).replace(/^#\//, '').split('/') : [];

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

describe('the AsyncAPI document', () => {
  it('is of version 3 and carries the version of the package', () => {
    expect(document).toMatchObject({ asyncapi: '3.0.0', info: { title: 'DSE', version: '1.2.3' } });
  });

  it('has the channels of the log, the feed, the runs, the tasks, the dead letters and the blobs', () => {
    const addresses = Object.values(fieldsAt('channels')).map((channel) =>
      isFields(channel) ? String(channel['address']) : '',
    );
    expect(addresses.sort()).toEqual([
      'dse.blob.{sha256}',
      'dse.dead.{capability}',
      'dse.event.{kind}.{id}',
      'dse.feed.{type}.{kind}.{id}',
      'dse.run.{capability}.{writer}.{batch}',
      'dse.task.{capability}',
    ]);
  });

  it('declares exactly the parameters that stand in each address', () => {
    for (const [name, channel] of Object.entries(fieldsAt('channels'))) {
      const address = isFields(channel) ? String(channel['address']) : '';
      const named = [...address.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(fieldsAt('channels', name, 'parameters')), name).toEqual(named);
    }
  });

  it('points nowhere that does not exist', () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(factTypes.length);
    expect(refs.filter((ref) => at(ref.replace(/^#\//, '').split('/')) === undefined)).toEqual([]);
  });

  it('lets each operation use messages of its own channel only', () => {
    for (const [name, operation] of Object.entries(fieldsAt('operations'))) {
      if (!isFields(operation) || !Array.isArray(operation['messages']))
        throw new Error(`${name} has no messages`);
      expect(['send', 'receive']).toContain(operation['action']);
      const channel = target(operation['channel']);
      for (const message of operation['messages']) expect(target(message).slice(0, 2), name).toEqual(channel);
    }
  });

  it('uses names that AsyncAPI allows for components', () => {
    const names = Object.keys(fieldsAt('components', 'schemas'));
    expect(names.filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
  });

  it('describes every fact of the feed as a CloudEvent that carries its data', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'api');
    for (const { type, v, data } of goldenFacts().values()) {
      const event = {
        specversion: '1.0',
        id: 'c/0',
        source: '/budget/x',
        type,
        time: '2026-11-21T04:00:00.000Z',
        datacontenttype: 'application/json',
        position: 7,
        version: 1,
        correlation: 'c',
        data,
      };
      const fits = ajv.compile({ $ref: `api#/channels/feed/messages/${type}.v${v}/payload` });
      expect(fits(event), `${type}: ${JSON.stringify(fits.errors)}`).toBe(true);
      expect(fits({ ...event, data: { ...data, strange: 1 } }), type).toBe(false);
    }
  });
});

describe('the event reference', () => {
  it('is current: `npm run docs:reference` changes nothing', async () => {
    const files = await referenceFiles();
    const root = new URL('../../', import.meta.url);
    const stale = [...files].filter(([file, text]) => readFileSync(new URL(file, root), 'utf8') !== text);
    expect(
      stale.map(([file]) => file),
      'run `npm run docs:reference`',
    ).toEqual([]);
    const there = globSync('docs/reference/schemas/*', { cwd: root });
    expect(there.filter((file) => !files.has(file.replaceAll('\\', '/')))).toEqual([]);
  });

  it('says of each fact who says it, its fields, and what their docstrings say', async () => {
    const text = (await referenceFiles()).get('docs/reference/events.md') ?? '';
    for (const type of factTypes) expect(text).toContain(`\n### ${type}\n`);
    expect(text).toContain('Version 1 · said by artifact, tool, workflow ·');
    expect(text).toContain(
      '| `source` | [Sha256](#sha256) | The content, immutable: sha256 of the source text, a blob. |',
    );
    expect(text).toContain(
      'An effect was retried and never worked; the state that asked decides what follows.',
    );
  });
});
