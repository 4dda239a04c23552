import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Commit } from '../../events/commit.ts';
import { kinds } from '../../infra/bench/resume/kinds.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { has, rowsThatFail, withData } from '../resumed.ts';

const DECIDED = 'it: actors that decided otherwise, of the actors';
const LOST = 'it: recorded evaluations lost';
const DOUBLED = 'it: recorded evaluations doubled';

/** A house in which a small kind of work was done, until the tests are over. */
function worked(name: string): () => Dse {
  const folder = mkdtempSync(join(tmpdir(), `dse-says-no-${name}-`));
  let dse: Dse;
  beforeAll(async () => {
    dse = await createDse({ folder });
    const kind = kinds[name]!(true);
    await kind.prepare(dse);
    await kind.work(dse, () => {});
  });
  afterAll(async () => {
    await dse.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => dse;
}

/** Whether it is the first commit of its kind in a log. */
const isFirst = (commit: Commit, all: readonly Commit[], type: string): boolean =>
  commit === all.find((one) => has(one, type));

describe('of populations it says', () => {
  const dse = worked('population');

  test('that an answer to an example is recorded twice', async () => {
    const rows = await rowsThatFail(dse().substrate, {
      commits: (commit, _, all) =>
        isFirst(commit, all, 'candidate.evaluated') ? [commit, commit] : [commit],
    });
    expect(rows).toContain(DOUBLED);
    expect(rows).not.toContain(LOST);
  });

  test('that an answer to an example is missing', async () => {
    const rows = await rowsThatFail(dse().substrate, {
      commits: (commit, _, all) => (isFirst(commit, all, 'candidate.evaluated') ? [] : [commit]),
    });
    expect(rows).toContain(LOST);
    expect(rows).not.toContain(DOUBLED);
  });

  test('that a generation was planned on another sample, though everything else is the same', async () => {
    const rows = await rowsThatFail(dse().substrate, {
      commits: (commit) => [withData(commit, 'generation.planned', { sample: [1] })],
    });
    expect(rows).toEqual([DECIDED]);
  });

  test('nothing of the order in which the children of a round came', async () => {
    const inARow = (one: Commit | undefined): boolean =>
      one !== undefined && one.events.length === 1 && has(one, 'candidate.bred');
    let swapped = 0;
    const rows = await rowsThatFail(dse().substrate, {
      commits: (commit, index, all) => {
        const [before, after] = [all[index - 1], all[index + 1]];
        const at = all.findIndex((one, place) => inARow(one) && inARow(all[place + 1]));
        if (index !== at && index !== at + 1) return [commit];
        swapped += 1;
        return [index === at ? after! : before!];
      },
    });
    expect(swapped).toBe(2);
    expect(rows).not.toContain(DECIDED);
    expect(rows).not.toContain(LOST);
  });
});

describe('of rollouts it says', () => {
  const dse = worked('rollout');

  test('that a request was given to an arm with another chance, though everything else is the same', async () => {
    const rows = await rowsThatFail(dse().substrate, {
      runs: (batch) => [
        {
          ...batch,
          runs: batch.runs.map((run) =>
            run.assigned?.propensity === 0.25
              ? { ...run, assigned: { ...run.assigned, propensity: 0.24 } }
              : run,
          ),
        },
      ],
    });
    expect(rows).toEqual([DECIDED]);
  });

  test('that a run is recorded twice, and that one is missing', async () => {
    const isIt = ({ runs }: { readonly runs: readonly { readonly correlation: string }[] }): boolean =>
      runs.some(({ correlation }) => correlation.endsWith(' request 7'));
    const { substrate } = dse();
    expect(
      await rowsThatFail(substrate, { runs: (batch) => (isIt(batch) ? [batch, batch] : [batch]) }),
    ).toEqual([DECIDED, DOUBLED]);
    expect(await rowsThatFail(substrate, { runs: (batch) => (isIt(batch) ? [] : [batch]) })).toEqual([
      DECIDED,
      LOST,
    ]);
  });

  test('that a stage was begun for another reason', async () => {
    const rows = await rowsThatFail(dse().substrate, {
      commits: (commit) => [withData(commit, 'rollout.staged', { reason: 'a guess' })],
    });
    expect(rows).toContain(DECIDED);
  });
});
