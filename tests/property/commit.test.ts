import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeCommit, encodeCommit } from '../../events/codec.ts';
import { ActorKind, Commit, commitId, effectKey } from '../../events/commit.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import { goldenFacts } from '../golden/facts.ts';

const id = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/);
const actor = fc.record({ kind: fc.constantFrom(...ActorKind.options), id });
const version = fc.integer({ min: 1, max: 1_000_000 });
const command = fc.string({ minLength: 1, maxLength: 200 });
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const timestamp = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** JSON objects as JSON.parse gives them: no `-0`, which JSON cannot say. */
const fields = fc
  .dictionary(fc.string({ maxLength: 20 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value) => {
    const said: Record<string, unknown> = JSON.parse(JSON.stringify(value));
    return said;
  });
const said = fc.constantFrom(...goldenFacts().values());
const effect = fc.record(
  { name: fc.string({ minLength: 1 }), child: fc.string({ minLength: 1 }), input: fields, due: timestamp },
  { requiredKeys: ['name', 'child', 'input'] },
);
const commit: fc.Arbitrary<Commit> = fc
  .record({
    actor,
    version,
    events: fc.array(said, { minLength: 1, maxLength: 4 }),
    effects: fc.array(effect, { maxLength: 3 }),
    ended: fc.array(fc.string(), { maxLength: 3 }),
    meta: fc.record({
      at: timestamp,
      command,
      correlation: command,
      causation: command,
      producer: fc.record({ machine: fc.string(), version, writer: fc.string() }),
      policy: fc.string(),
    }),
    state: hash,
    prev: fc.option(hash),
  })
  .map((made) => ({ v: 1 as const, id: commitId(made.actor, made.version, made.meta.command), ...made }));

describe('commit ids', () => {
  test.prop([actor, version, command])('are UUIDs of version 8 and variant 10', (who, at, what) => {
    expect(commitId(who, at, what)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test.prop([actor, version, command])('are the same for the same decision', (who, at, what) => {
    expect(commitId({ ...who }, at, what)).toBe(commitId(who, at, what));
  });

  test.prop([actor, version, command, actor, version, command])(
    'differ as soon as kind, id, version or command differs',
    (who, at, what, other, later, instead) => {
      const decisions: Parameters<typeof commitId>[] = [
        [who, at, what],
        [{ ...who, kind: other.kind }, at, what],
        [{ ...who, id: other.id }, at, what],
        [who, later, what],
        [who, at, instead],
      ];
      const different = new Set(decisions.map((one) => JSON.stringify(one)));
      expect(new Set(decisions.map((one) => commitId(...one))).size).toBe(different.size);
    },
  );

  test.prop([actor, version, command, fc.tuple(fc.nat(), fc.nat())])(
    'give every effect a key of its own',
    (who, at, what, [one, other]) => {
      const key = commitId(who, at, what);
      expect(effectKey(key, one) === effectKey(key, other)).toBe(one === other);
    },
  );
});

describe('the commit codec', () => {
  test.prop([commit])('reads back what it wrote, and writes it byte for byte the same', (made) => {
    const body = encodeCommit(made);
    const read = decodeCommit(body, 'commit at position 1');
    expect(read).toEqual(made);
    expect(Commit.parse(read)).toEqual(made);
    expect(decodeCommit(encodeCommit(read), 'the same again')).toEqual(read);
  });

  test.prop([commit, fc.nat()])('never takes a torn body for a commit', (made, at) => {
    const body = encodeCommit(made);
    expect(() => decodeCommit(body.slice(0, at % body.length), 'commit at position 9')).toThrow(
      /^commit at position 9 /,
    );
  });

  test.prop([commit, fc.string({ minLength: 1 }).filter((name) => name !== '__proto__')])(
    'refuses to say what the catalog does not know',
    (made, name) => {
      const [first, ...rest] = made.events;
      const strange = { ...first!, data: { ...first!.data, [`x-${name}`]: 1 } };
      expect(() => encodeCommit({ ...made, events: [strange, ...rest] })).toThrow(
        `fact "${strange.type}" breaks its schema`,
      );
    },
  );
});

describe('canonical JSON', () => {
  test.prop([fields])('is the same whatever order the fields were written in', (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse());
    expect(canonicalJson(reversed)).toBe(canonicalJson(value));
  });

  test.prop([fields])('is JSON of the same value', (value) => {
    expect(parseJson(canonicalJson(value))).toEqual(value);
  });
});
