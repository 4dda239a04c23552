import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../infra/config/policyFile.ts';
import { problemText } from '../../infra/config/strictFile.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { generatorVerdict } from '../../infra/policies/generatorVerdict.ts';
import { loggedChoices } from '../../infra/policies/loggedChoices.ts';
import { readChoiceLog } from '../../infra/policies/readChoiceLog.ts';
import { verdict } from '../../machines/rules/bandit/bestArm.ts';
import { judgePolicy } from '../../machines/rules/offPolicy/judgePolicy.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { query } from '../../projections/index.ts';
import type { ProjectionDatabase } from '../../projections/database.ts';
import { createSchema } from '../../projections/schema.ts';
import { replayInto } from '../../projections/rebuild.ts';

const example = fileURLToPath(new URL('../../docs/how-to/policies/', import.meta.url));
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'dse-policy-'));
});
afterAll(() => rmSync(place, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(place, name);
  writeFileSync(path, text);
  return path;
}

async function on<T>(work: (database: ProjectionDatabase) => Promise<T>): Promise<T> {
  const database = await openDuckdb({ path: ':memory:' });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('the example', () => {
  it('is judged better than what was logged, with an interval that holds its simulated truth', async () => {
    const [policy, log] = await Promise.all([
      readPolicyFile(join(example, 'by-failure.yaml')),
      readChoiceLog(join(example, 'choices.ndjson')),
    ]);
    if (!policy.ok || !log.ok) throw new Error('the example cannot be read');
    const when = policy.policy.when.map(({ where, chances }) => ({
      where: Object.fromEntries(Object.entries(where).map(([name, value]) => [name, String(value)])),
      chances,
    }));
    const judged = judgePolicy(log.choices, { ...policy.policy, when }, ['failure']);
    if (judged.kind !== 'estimated') throw new Error(judged.why);
    const [low, high] = judged.doublyRobust.interval;
    // Of `slow` rewrite comes to .8; of `wrong` repair to .7 and ask to .6.
    const truth = (0.8 + 0.8 * 0.7 + 0.2 * 0.6) / 2;
    expect(low < truth && truth < high).toBe(true);
    expect(judged.logged.value).toBeLessThan(low);
  });
});

describe('what cannot be read is said with file and line', () => {
  it('a policy: chances that do not come to 1, fields and columns that do not exist', async () => {
    const bad = await readPolicyFile(
      file('bad.yaml', 'name: bad\ncontxt: [a]\nchances: { a: 0.8, b: 0.1 }\n'),
    );
    expect(bad.ok ? [] : bad.problems.map(problemText)).toEqual([
      'bad.yaml:2:1: contxt: unknown field. Did you mean `context`?',
      'bad.yaml:3:10: chances: the chances come to 0.9 together. Make them come to 1.',
    ]);
    const none = await readPolicyFile(file('none.yaml', 'name: none\n'));
    expect(none.ok ? [] : none.problems.map(({ message }) => message)).toEqual([
      'the policy says no chances',
    ]);
    const far = await readPolicyFile(
      file('far.yaml', 'name: far\nwhen:\n  - where: { cuase: wrong }\n    chances: greedy\n'),
    );
    if (!far.ok) throw new Error('it can be read');
    expect(far.unknownColumns(['cause', 'mode']).map(problemText)).toEqual([
      'far.yaml:3:21: when[0].where.cuase: choices have no column `cuase`. Did you mean `cause`?',
    ]);
  });

  it('a log: lines that are none, and propensities that are none', async () => {
    const log = await readChoiceLog(
      file(
        'bad.ndjson',
        [
          '{"action": "a", "propensity": 0.5, "reward": 1}',
          '',
          '{"action": "a", "propensity": 0, "reward": 1}',
          '{oh',
          '{"action": "a", "reward": 1, "open": [{"action": "b"}]}',
        ].join('\n'),
      ),
    );
    expect(log.ok ? [] : log.problems.map((problem) => problem.slice(0, 30))).toEqual([
      'bad.ndjson:3: propensity: Too ',
      'bad.ndjson:4: not JSON: write ',
      'bad.ndjson:5: open: "a" was ch',
    ]);
  });
});

describe('choices of a house', () => {
  it('are read with their chances, what was open and what came of them; the waiting ones are counted', async () => {
    const read = await on(async (database) => {
      await replayInto(listedLog(storedFixture()), database);
      return loggedChoices((sql, options) => query(database, sql, options), {
        choices: 'generators',
        capability: 'double',
      });
    });
    expect(read.waiting).toBe(1);
    expect(read.places).toEqual(['position 41.0', 'position 44.0']);
    expect(read.choices.map(({ action, propensity, reward }) => [action, propensity, reward])).toEqual([
      ['library', 0.5, 0],
      ['search', 0.6, 1],
    ]);
    expect(read.choices[1]!.columns).toMatchObject({ capability: 'double', attempt: '2', cause: 'wrong' });
    expect(read.choices[1]!.open).toEqual([
      { action: 'search', propensity: 0.6, known: { alpha: 1, beta: 1 } },
      { action: 'crossover', propensity: 0.4, known: { alpha: 1, beta: 1 } },
    ]);
  });
});

describe('the verdict on arms in the view', () => {
  const worlds: readonly (readonly (readonly [arm: string, n: number, sum: number, present: boolean])[])[] = [
    [
      ['a', 40, 36, true],
      ['b', 40, 4, true],
      ['c', 20, 1, true],
    ],
    [
      ['a', 40, 20, true],
      ['b', 40, 19, true],
      ['gone', 30, 0, false],
    ],
    [
      ['a', 5, 5, true],
      ['b', 0, 0, true],
    ],
    [
      ['a', 5, 1, true],
      ['b', 0, 0, true],
    ],
    [
      ['a', 60, 60, true],
      ['b', 60, 0, true],
      ['gone', 3000, 1500, false],
    ],
  ];

  it.each(worlds.map((arms, at) => [at, arms] as const))('is that of the rule (%i)', async (_at, arms) => {
    const rows = await on(async (database) => {
      await createSchema(database);
      const declared = arms.filter(([, , , present]) => present).map(([arm]) => arm);
      await database.execute(
        `INSERT INTO raw.capability_declared (seq, idx, actor_id, generators) VALUES (1, 0, 'sort', '${JSON.stringify(declared)}')`,
      );
      let seq = 1;
      const values = arms.flatMap(([arm, n, sum]) =>
        Array.from(
          { length: n },
          (_one, at) => `(${++seq}, 0, 'sort', '${arm}', ${at < sum ? 1 : 0}, 't', 1, 1)`,
        ),
      );
      await database.execute(
        `INSERT INTO raw.generator_rewarded (seq, idx, actor_id, generator, reward, task, alpha, beta) VALUES ${values.join(', ')}`,
      );
      return database.select('SELECT * FROM policies ORDER BY arm');
    });
    const of = (present: boolean) =>
      arms.filter((one) => one[3] === present).map(([name, n, sum]) => ({ name, n, sum }));
    const said = verdict(of(true), { delta: 0.05, limit: 20_000, vanished: of(false) });
    expect(rows.map((row) => row['verdict'])).toEqual(arms.map(() => said.kind));
    expect(rows[0]!['evidence']).toBeCloseTo(said.evidence, 9);
    expect(rows[0]!['threshold']).toBeCloseTo(said.threshold, 9);
    expect(rows.filter((row) => row['leads']).map((row) => row['arm'])).toEqual(['a']);
  });
});

describe('what is known of generators in the views', () => {
  async function posteriors(choosing: string, rewards: readonly string[]) {
    return on(async (database) => {
      await createSchema(database);
      await database.execute(
        `INSERT INTO raw.capability_declared (seq, idx, actor_id, generators, choosing) VALUES (1, 0, 'sort', '["a", "b"]', '${choosing}')`,
      );
      await database.execute(
        `INSERT INTO raw.generator_rewarded (seq, idx, actor_id, generator, reward, task, alpha, beta, reset) VALUES ${rewards.join(', ')}`,
      );
      const [known, arms] = await Promise.all([
        database.select('SELECT generator, alpha, beta, rewards FROM bandit_posteriors ORDER BY generator'),
        database.select('SELECT arm, rewards, mean FROM policies ORDER BY arm'),
      ]);
      return { known, arms };
    });
  }

  it('fades with each reward of the capability where it forgets', async () => {
    const { known } = await posteriors('{"learner": "discounted", "gamma": 0.5}', [
      "(2, 0, 'sort', 'a', 1, 't', 2, 1, false)",
      "(3, 0, 'sort', 'b', 0, 't', 1, 2, false)",
      "(4, 0, 'sort', 'b', 0, 't', 1, 2.5, false)",
    ]);
    expect(known).toEqual([
      { generator: 'a', alpha: 1.25, beta: 1, rewards: 1 },
      { generator: 'b', alpha: 1, beta: 2.5, rewards: 2 },
    ]);
  });

  it('begins anew with a reset, and so does the count of the best arm', async () => {
    const { known, arms } = await posteriors('{"learner": "drift_reset", "delta": 0.01}', [
      "(2, 0, 'sort', 'a', 1, 't', 2, 1, false)",
      "(3, 0, 'sort', 'b', 0, 't', 1, 1, true)",
      "(4, 0, 'sort', 'b', 1, 't', 2, 1, false)",
    ]);
    expect(known.map(({ alpha, beta, rewards }) => [alpha, beta, rewards])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
    expect(arms).toEqual([
      { arm: 'a', rewards: 0, mean: null },
      { arm: 'b', rewards: 1, mean: 1 },
    ]);
  });
});

describe('runs that a rollout shared out', () => {
  const runs = [
    "(1, 0, 0, 'sort', 'old', 'ok', 1, 'sort-ro1', 0.8, NULL)",
    "(1, 1, 0, 'sort', 'old', 'ok', NULL, 'sort-ro1', 0.8, NULL)",
    "(1, 2, 0, 'sort', 'new', 'ok', 0.5, 'sort-ro1', 0.2, NULL)",
    "(1, 3, 0, 'sort', 'new', 'error', NULL, 'sort-ro1', 0.2, NULL)",
    // Its turn, and it could not be called; in shadow nothing is drawn; outside of rollouts neither.
    "(1, 4, 0, 'sort', 'old', 'ok', 1, 'sort-ro1', 0.2, 'new')",
    "(1, 5, 0, 'sort', 'old', 'ok', 1, 'sort-ro1', 1, NULL)",
    "(1, 6, 0, 'sort', 'old', 'ok', 1, NULL, NULL, NULL)",
  ];

  it('are choices with their chances, and what came of them', async () => {
    const { read, arms } = await on(async (database) => {
      await createSchema(database);
      await database.execute(
        `INSERT INTO raw.run (position, idx, after_seq, capability, ran, outcome, quality, rollout, propensity, instead_of) VALUES ${runs.join(', ')}`,
      );
      const read = await loggedChoices((sql, options) => query(database, sql, options), {
        choices: 'rollouts',
      });
      return { read, arms: await database.select('SELECT * FROM policies ORDER BY arm') };
    });
    expect(read.choices.map(({ action, propensity, reward }) => [action, propensity, reward])).toEqual([
      ['old', 0.8, 1],
      ['old', 0.8, 1],
      ['new', 0.2, 0.5],
      ['new', 0.2, 0],
      ['new', 0.2, 1],
    ]);
    expect(read.choices[0]).toMatchObject({
      columns: { capability: 'sort', rollout: 'sort-ro1' },
      open: null,
    });
    expect(
      arms.map((row) => [
        row['arm'],
        row['rewards'],
        row['mean'],
        row['propensity_max'],
        row['alpha'],
        row['beta'],
      ]),
    ).toEqual([
      ['new', 3, 0.5, 0.2, 2.5, 2.5],
      ['old', 2, 1, 0.8, 3, 1],
    ]);
  });
});

describe('the verdict on the generators of a capability', () => {
  const judged = (here: readonly string[], delta = 0.05) =>
    on(async (database) => {
      await createSchema(database);
      await database.execute(
        `INSERT INTO raw.capability_declared (seq, idx, actor_id, generators) VALUES (1, 0, 'sort', '["good", "bad", "model"]')`,
      );
      const arms = [
        ['good', 30, 29],
        ['bad', 30, 2],
        ['model', 30, 29],
      ] as const;
      const values = arms.flatMap(([arm, n, sum], of) =>
        Array.from(
          { length: n },
          (_, at) => `(${2 + of * 100 + at}, 0, 'sort', '${arm}', ${at < sum ? 1 : 0}, 't', 1, 1)`,
        ),
      );
      await database.execute(
        `INSERT INTO raw.generator_rewarded (seq, idx, actor_id, generator, reward, task, alpha, beta) VALUES ${values.join(', ')}`,
      );
      return generatorVerdict((sql) => query(database, sql), 'sort', { delta, here: new Set(here) });
    });

  it('is open while two of them are as good, and names the one that is left when a model is gone', async () => {
    expect((await judged(['good', 'bad', 'model']))?.verdict?.kind).toBe('open');
    const without = await judged(['good', 'bad']);
    expect(without?.verdict).toMatchObject({ kind: 'best', arm: 'good' });
    // ln(2 · 90 · 2 / .05): the 30 samples of the one that is gone count, and so does it.
    expect(without?.verdict?.threshold).toBeCloseTo(Math.log((2 * 90 * 2) / 0.05), 9);
    expect(without?.arms.find(({ arm }) => arm === 'model')?.present).toBe(false);
  });

  it('asks for more where less error is allowed, and knows when nobody is left', async () => {
    expect((await judged(['good', 'bad'], 1e-12))?.verdict?.kind).toBe('open');
    expect((await judged([]))?.verdict).toBeNull();
  });
});
