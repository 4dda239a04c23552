import { expect, it } from 'vitest';
import { RunBatch } from '../../events/run.ts';
import type { Run } from '../../events/run.ts';
import type { StoredRunBatch } from '../../events/substrate/runs.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { demotion, isNotFor } from '../../machines/rules/failureMemory.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { replayInto } from '../../projections/rebuild.ts';
import { run } from '../runs.ts';

/** The fixture names `rate@1.0.0`, which is `rate-a`; its own runs are left out. */
const { commits } = storedFixture();
const OUTCOMES = ['ok', 'error', 'timeout', 'memory', 'output', 'fuel', 'crash'] as const;
type Ended = { readonly outcome: Run['outcome']; readonly workflow: string | null };

function batch(position: number, capability: string, runs: readonly Run[]): StoredRunBatch {
  const written = RunBatch.parse({
    v: 1,
    id: `b-${position}`,
    capability,
    writer: 'w',
    n: position,
    after: 20,
    runs,
  });
  return { position, id: written.id, capability, after: 20, body: JSON.stringify(written) };
}

async function toolAfter(ended: readonly Ended[]) {
  const workflows = [...new Set(ended.flatMap(({ workflow }) => workflow ?? []))];
  const parents = workflows.map((workflow, at) =>
    batch(at + 1, workflow, [{ ...run({ kind: 'workflow', ran: `${workflow}-a` }), id: `run-${workflow}` }]),
  );
  const runs = ended.map(({ outcome, workflow }, at) => ({
    ...run({ kind: 'tool', ran: 'rate-a', outcome, parent: workflow && `run-${workflow}` }),
    id: `r-${at}`,
  }));
  const database = await openDuckdb({ path: ':memory:' });
  try {
    await replayInto(
      listedLog({ commits, batches: [...parents, batch(parents.length + 1, 'rate', runs)] }),
      database,
    );
    const [row] = await database.select('SELECT * FROM tools');
    return row!;
  } finally {
    await database.close();
  }
}

it.each([1, 2, 3])(
  'the view takes off what the rule takes off, of the last 100 runs (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const failing = seed / 40;
    const ended = Array.from({ length: 130 }, (_, at) => ({
      // All of the first thirty fail badly, and are forgotten.
      outcome:
        at < 30
          ? 'crash'
          : random.uniform() < failing
            ? OUTCOMES[1 + Math.floor(random.uniform() * 6)]!
            : 'ok',
      workflow: null,
    }));
    const recent = ended.slice(-100).map(({ outcome }) => outcome);
    const row = await toolAfter(ended);
    expect(row['demotion']).toBeCloseTo(demotion(recent), 12);
    expect(row['recent_failures']).toBe(recent.filter((outcome) => outcome !== 'ok').length);
    expect(row['runs']).toBe(130);
  },
);

it('a tool that mostly fails as a step of one workflow is not for that one', async () => {
  const as = (workflow: string, failures: number, runs: number): Ended[] =>
    Array.from({ length: runs }, (_, at) => ({ outcome: at < failures ? 'error' : 'ok', workflow }));
  const ended = [...as('report', 5, 9), ...as('digest', 5, 10), ...as('letter', 4, 4)];
  expect([isNotFor(5, 9), isNotFor(5, 10), isNotFor(4, 4)]).toEqual([true, false, false]);
  expect((await toolAfter(ended))['not_for']).toEqual(['report']);
});
