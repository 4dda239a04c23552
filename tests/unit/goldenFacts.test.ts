import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { catalog, isFactType, versionOf } from '../../events/catalog.ts';
import type { Fact } from '../../events/commit.ts';
import { COMMIT_VERSION, commitId } from '../../events/commit.ts';
import { decodeCommit, encodeCommit } from '../../events/codec.ts';
import { commitSchema, factSchema, factTypes } from '../../events/schema.ts';
import { speakersOf } from '../../events/speakers.ts';
import { NewerSchema, upcast, upcasters } from '../../events/upcast.ts';
import { goldenFacts, withoutGolden } from '../golden/facts.ts';

const golden = goldenFacts();
const current = new Map(factTypes.map((type) => [type, versionOf(type)]));
const commitOf = (fact: Fact) => {
  const kind = isFactType(fact.type) ? speakersOf(fact.type)[0]! : 'log';
  const actor = { kind, id: 'golden' };
  return {
    v: COMMIT_VERSION as 1,
    id: commitId(actor, 1, 'say'),
    actor,
    version: 1,
    events: [fact],
    effects: [],
    ended: [],
    meta: {
      at: '2026-11-21T04:00:00.000Z',
      command: 'say',
      correlation: 'golden',
      causation: 'golden',
      producer: { machine: kind, version: 1, writer: 'test' },
      policy: 'policy-1',
    },
    state: 'a'.repeat(64),
    prev: null,
  };
};

describe('golden facts', () => {
  it('hold one stored example of every version of every fact type, and nothing else', () => {
    expect(withoutGolden(current, new Set(golden.keys()))).toEqual([]);
    expect([...golden].filter(([key, fact]) => key !== `${fact.type}@${fact.v}`)).toEqual([]);
    expect([...golden.values()].filter(({ type }) => !isFactType(type))).toEqual([]);
  });

  it('are missed when a type or an older version has none', () => {
    const one = new Map([['artifact.tested', 2]]);
    expect(withoutGolden(one, new Set())).toEqual(['artifact.tested@1', 'artifact.tested@2']);
    expect(withoutGolden(one, new Set(['artifact.tested@2']))).toEqual(['artifact.tested@1']);
  });

  it.each([...golden])('%s is read as a fact of the current catalog', (key, stored) => {
    const [read] = decodeCommit(JSON.stringify(commitOf(stored)), `golden file ${key}`).events;
    if (!read || !isFactType(read.type)) throw new Error(`${key} was not read as a known fact`);
    expect(read.v).toBe(versionOf(read.type));
    const checked: unknown = catalog[read.type].parse(read.data);
    expect(checked).toEqual(read.data);
  });
});

describe('JSON Schemas of the events', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const commit = ajv.compile(commitSchema());

  it.each([...golden].filter(([, { type, v }]) => current.get(type as never) === v))(
    'accept %s, alone and in a commit, and refuse it with a strange field',
    (_, fact) => {
      if (!isFactType(fact.type)) throw new Error(`${fact.type} is not in the catalog`);
      const data = ajv.compile(factSchema(fact.type));
      expect(data(fact.data), JSON.stringify(data.errors)).toBe(true);
      expect(data({ ...fact.data, strange: 1 })).toBe(false);
      expect(commit(JSON.parse(encodeCommit(commitOf(fact)))), JSON.stringify(commit.errors)).toBe(true);
      expect(commit(commitOf({ ...fact, data: { ...fact.data, strange: 1 } }))).toBe(false);
    },
  );

  it('refuse a commit with a fact of no catalog, of another version, or with none', () => {
    const fact = golden.get('blob.erased@1')!;
    expect(commit(commitOf(fact))).toBe(true);
    expect(commit(commitOf({ ...fact, type: 'blob.burnt' }))).toBe(false);
    expect(commit(commitOf({ ...fact, v: 99 }))).toBe(false);
    expect(commit({ ...commitOf(fact), events: [] })).toBe(false);
  });
});

describe('reading facts of other versions', () => {
  const opened = golden.get('budget.opened@1')!;

  it('refuses a newer version and says what to do', () => {
    const read = () => decodeCommit(JSON.stringify(commitOf({ ...opened, v: 99 })), 'commit at position 17');
    expect(read).toThrow(NewerSchema);
    expect(read).toThrow('fact "budget.opened" has version 99, this build knows 1');
    expect(read).toThrow('update');
  });

  it('refuses an unknown type and says what to do', () => {
    const read = () =>
      decodeCommit(JSON.stringify(commitOf({ ...opened, type: 'budget.burnt' })), 'commit at position 17');
    expect(read).toThrow(NewerSchema);
    expect(read).toThrow('fact type "budget.burnt" is not known to this build');
  });

  it('refuses a commit of a newer format, naming the place', () => {
    const read = () => decodeCommit(JSON.stringify({ ...commitOf(opened), v: 2 }), 'commit at position 17');
    expect(read).toThrow(NewerSchema);
    expect(read).toThrow('commit at position 17 has format 2, this build reads 1');
  });

  it('lifts a fact version by version, in order', () => {
    const now = versionOf('budget.opened');
    const chain = {
      [`budget.opened@${now - 2}`]: (data: Record<string, unknown>) => ({
        cap_evaluations: data['cap'],
        cents: data['cents'],
      }),
      [`budget.opened@${now - 1}`]: ({ cents, ...data }: Record<string, unknown>) => ({
        ...data,
        cap_micro: Number(cents) * 10_000,
      }),
    };
    const lifted = upcast({ type: 'budget.opened', v: now - 2, data: { cap: 5, cents: 3 } }, chain);
    expect(lifted).toEqual({
      type: 'budget.opened',
      v: now,
      data: { cap_evaluations: 5, cap_micro: 30_000 },
    });
    expect(catalog['budget.opened'].safeParse(lifted.data).success).toBe(true);
  });

  it('breaks when a link of the chain is missing', () => {
    const v = versionOf('budget.opened') - 1;
    expect(() => upcast({ type: 'budget.opened', v, data: {} }, {})).toThrow(
      `no upcaster for "budget.opened" from version ${v}`,
    );
  });

  it('has an upcaster for every version below the current one', () => {
    const older = [...current].flatMap(([type, version]) =>
      Array.from({ length: version - 1 }, (_, index) => `${type}@${index + 1}`),
    );
    expect(Object.keys(upcasters).sort()).toEqual(older.sort());
  });
});
