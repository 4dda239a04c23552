import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeCommit } from '../../events/codec.ts';
import { catalog } from '../../events/catalog.ts';
import { populationFacts } from '../../events/population.ts';
import type { Commit } from '../../events/commit.ts';
import { json } from '../../projections/facts/place.ts';
import { places } from '../../projections/facts/places.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { Rows, Unprojectable } from '../../projections/rows.ts';
import { rawTables } from '../../projections/schema.ts';
import { goldenFacts } from '../golden/facts.ts';

const rooms = [
  'commit',
  'run',
  'artifact',
  'capability',
  'task',
  'optimization',
  'population',
  'house',
  'pressure',
  'rollout',
];
const sql = rooms
  .map((room) => readFileSync(new URL(`../../projections/facts/${room}.sql`, import.meta.url), 'utf8'))
  .join('\n');

function columnsOf(table: string): string[] {
  const body = new RegExp(`CREATE TABLE raw\\.${table} \\(([^;]*?)\\n\\);`).exec(sql)![1]!;
  return [...body.matchAll(/(\w+) (?:BIGINT|INTEGER|VARCHAR|DOUBLE|BOOLEAN|JSON)/g)].map(
    (match) => match[1]!,
  );
}

/** Facts the fixture does not say, one each. */
const further: Readonly<Record<string, Record<string, unknown>>> = {
  'suite.refused': { suite: { version: 1, hash: 'a'.repeat(64) }, reason: 'a constant answer passes' },
  'artifact.reinstated': { reason: 'rollback', instead_of: 'double-c' },
  'artifact.quarantined': { cause: 'timeout', detail: 'no answer for 5000 ms', input: 'a'.repeat(64) },
  'hint.left': {
    artifact: 'double-c',
    reason: 'low_coverage',
    priority: 'low',
    effort: 'small',
    measured: 0.8,
    wanted: 0.95,
  },
  'evolution.tried': goldenFacts().get('evolution.tried@1')!.data,
  'rollout.queued': goldenFacts().get('rollout.queued@1')!.data,
  'rollout.reversed': goldenFacts().get('rollout.reversed@1')!.data,
  'batch.planned': goldenFacts().get('batch.planned@1')!.data,
  'batch.ended': goldenFacts().get('batch.ended@1')!.data,
  ...Object.fromEntries(
    Object.keys(populationFacts).map((type) => [type, goldenFacts().get(`${type}@1`)!.data]),
  ),
  'tool.split': goldenFacts().get('tool.split@1')!.data,
  'golden.built': goldenFacts().get('golden.built@1')!.data,
  'budget.refused': { task: 't-9', evaluations: 5, left: 2, reason: 'too little left' },
};

const { commits, batches } = storedFixture();
const facts = commits.flatMap(({ body }) => (JSON.parse(body) as Commit).events);

describe('the fixture of the audit', () => {
  it('says nothing that breaks the catalog', () => {
    for (const { body } of commits) expect(encodeCommit(JSON.parse(body) as Commit)).toBe(body);
  });
});

describe('JSON in a column', () => {
  it('has no half characters, which no query could read, and is as it was otherwise', () => {
    const cut = '\u{1F600}'.slice(0, 1);
    expect(json({ says: [`cut ${cut}`, '\\ud83d'] })).toBe(
      JSON.stringify({ says: ['cut \ufffd', '\\ud83d'] }),
    );
    expect(json(['\u{1F600}', null, 2])).toBe('["\u{1F600}",null,2]');
  });
});

describe('places of facts', () => {
  it('exist for every type of the catalog, in a table that exists', () => {
    expect(Object.keys(places).toSorted()).toEqual(Object.keys(catalog).toSorted());
    for (const { table } of Object.values(places)) expect(rawTables).toContain(table);
  });

  it('give as many cells as their table has columns after the common six', () => {
    const samples = new Map(facts.map(({ type, data }) => [type, data]));
    for (const [type, data] of Object.entries(further)) samples.set(type, data);
    expect([...samples.keys()].toSorted()).toEqual(Object.keys(catalog).toSorted());
    for (const [type, data] of samples) {
      const place = places[type as keyof typeof places] as {
        table: string;
        row(data: unknown, actor: object): unknown[];
      };
      const cells = place.row(data, { kind: 'artifact', id: 'a' });
      expect([type, cells.length]).toEqual([type, columnsOf(place.table).length - 6]);
      expect(cells).not.toContain(undefined);
    }
  });

  it('begin with position, index, actor, version and time', () => {
    for (const { table } of Object.values(places)) {
      const head = ['seq', 'idx', 'actor_kind', 'actor_id', 'version', 'recorded_at'];
      expect(columnsOf(table).slice(0, 6)).toEqual(head);
    }
  });
});

describe('rows of a commit', () => {
  it('number the facts and add up what they cost', () => {
    const rows = new Rows(crc32);
    rows.addCommit(commits[32]!);
    const taken = rows.take();
    expect(taken.get('drift_found')?.[0]?.slice(0, 7)).toEqual([
      33,
      0,
      'artifact',
      'double-a',
      5,
      '2026-01-01T00:00:33.000Z',
      'confirmed',
    ]);
    expect(taken.get('evolution_started')?.[0]?.slice(0, 2)).toEqual([33, 1]);
    expect(taken.get('effect')?.[0]?.[5]).toBe('tell');
    expect(taken.get('commit')?.[0]).toHaveLength(columnsOf('commit').length);
    rows.addCommit(commits[41]!);
    const cost = columnsOf('commit').indexOf('cost_micro');
    expect(rows.take().get('commit')?.[0]?.[cost]).toBe(30);
  });

  it('cannot be made of a damaged commit, and say at which position', () => {
    const good = commits[4]!;
    const cut = { ...good, body: good.body.slice(0, -2) };
    const renamed = {
      ...good,
      body: good.body.replace('"pass_rate"', '"pass_rat3"').replace('"suite"', '"suit3"'),
    };
    const unknown = { ...good, body: good.body.replace('artifact.tested', 'artifact.tasted') };
    for (const damaged of [cut, renamed, unknown]) {
      expect(() => new Rows(crc32).addCommit(damaged)).toThrow(Unprojectable);
      expect(() => new Rows(crc32).addCommit(damaged)).toThrow('commit at position 5');
    }
  });
});

describe('rows of a run batch', () => {
  it('keep the batch position, the index and what its writer had seen', () => {
    const rows = new Rows(crc32);
    rows.addRuns(batches[1]!);
    const taken = rows.take();
    expect(taken.get('run_batch')?.[0]?.slice(0, 7)).toEqual([2, 'batch-2', 'report', 'w1', 2, 28, 2]);
    expect(taken.get('run')?.map((row) => row.slice(0, 5))).toEqual([
      [2, 0, 28, 'report', 'w-1'],
      [2, 1, 28, 'report', 'w-2'],
    ]);
    expect(taken.get('run')?.[0]).toHaveLength(columnsOf('run').length);
  });
});
