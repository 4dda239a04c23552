import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvolutionResults } from '../../infra/evolving/results.ts';
import { commonCases, commonFile } from '../commonCapability.ts';
import { openServing } from './serving.ts';
import type { Serving } from './serving.ts';

let serving: Serving;
let folder: string;
let golden: string;
beforeAll(async () => {
  serving = await openServing();
  ({ folder } = serving);
  const file = join(folder, 'capability.json');
  golden = join(folder, 'golden.jsonl');
  await writeFile(file, JSON.stringify(commonFile));
  await writeFile(
    golden,
    commonCases(300)
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
  await dse('task', 'submit', file);
}, 60_000);
afterAll(() => serving.close());

const dse: Serving['dse'] = (...args) => serving.dse(...args);
const results = async (where: string): Promise<EvolutionResults> =>
  EvolutionResults.parse(JSON.parse(await readFile(join(where, 'evolution_results.json'), 'utf8')));

describe('dse evolve', { timeout: 120_000 }, () => {
  it.each([
    [['nobody'], 1, 'there is no capability "nobody"'],
    [['No.Name'], 2, 'neither a file nor a capability'],
    [['common', '--strategy', 'best'], 2, 'one of evolve, local, random is meant'],
    [['common', '--weights', 'quality'], 2, '"quality" is no weight'],
    [['common', '--golden', 'none.jsonl'], 2, 'ENOENT'],
    [['common', '--population', '1'], 3, 'a population of 1 has nobody to choose among'],
    [['common', '--weights', 'beauty=1'], 3, 'the weight of "beauty" is 1: weigh objectives that are named'],
    [['common', '--evaluations', '10'], 3, '3 are the least'],
  ])('%j ends with %i and says what is the matter', async (args, expected, said) => {
    const { code, out, err } = await dse('evolve', ...args);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(said);
  });

  it('selects nothing by examples that a constant answer passes', async () => {
    const same = join(folder, 'same.jsonl');
    const zero = commonCases(300).filter(({ expected }) => expected === 0);
    await writeFile(same, zero.map((one) => JSON.stringify(one)).join('\n'));
    const { code, err } = await dse('evolve', 'common', '--golden', same, '--out', join(folder, 'blocked'));
    expect(code).toBe(8);
    expect(err).toContain('the control "constant"');
    expect(await results(join(folder, 'blocked'))).toMatchObject({
      outcome: 'blocked',
      generations: [],
      winner: null,
    });
  });

  it('mends what the suite does not notice, offers it with evidence from the hold-out, and holds it against random candidates', async () => {
    const out = join(folder, 'found');
    const args = ['--golden', golden, '--generations', '4', '--compare', '--out', out, '--json'];
    const ended = await dse('evolve', 'common', ...args);
    expect(ended.code).toBe(0);
    const found = await results(out);
    expect(JSON.parse(ended.out)).toEqual(found);
    const { holdout, winner, deployment, composite, compared, generations } = found;
    expect(found).toMatchObject({ v: 1, outcome: 'offered', strategy: 'evolve', genome: 'code' });
    expect(holdout!.incumbent.mean).toBeLessThan(0.8);
    const chosen = holdout!.finalists.find(({ candidate }) => candidate === holdout!.chosen)!;
    expect(chosen.mean).toBe(1);
    expect(chosen.low).toBeGreaterThan(holdout!.incumbent.mean);
    expect([winner!.verdict, deployment!.deploy]).toEqual(['accepted', true]);
    expect(ended.err).toContain(deployment!.notified);
    // The best never falls, and every number of a generation is of its own facts.
    const best = generations.map(({ quality }) => quality);
    expect(best).toEqual(best.toSorted((a, b) => a - b));
    expect(composite.find(({ candidate }) => candidate === holdout!.chosen)).toMatchObject({
      weights: { latency_ms: 0.001, tokens: 0.0005, repairs: 0.2, cost_usd: 1 },
      measures: { accuracy: 1, validator: 1, schema_ok: true },
    });
    expect(found.targets.find(({ metric }) => metric === 'quality')).toMatchObject({
      after: 1,
      reached: true,
    });
    expect(compared).toMatchObject({ strategy: 'random', target: found.target });
    expect(compared!.evaluations).toBeLessThanOrEqual(found.evaluations);
    // It serves now, and it is known why.
    const served = JSON.parse((await dse('status', 'common', '--json')).out) as { artifact: string };
    expect(served.artifact).toBe(winner!.artifact);
    expect((await dse('why', 'common')).out).toContain('deployment.decided');
    const status = await dse('status', found.population);
    expect([status.code, status.out]).toEqual([0, expect.stringContaining('evolve on the code of')]);
    expect((await dse('lineage', 'common')).out).toContain(winner!.artifact);
    const tree = await dse('lineage', `population/${found.population}`);
    expect(tree.out).toContain(`${found.target}, which it began with`);
    expect(tree.out).toContain(`─ ${winner!.artifact} · accepted · serves\n`);
    expect(tree.out).toContain(`common is served by ${winner!.artifact}, found by ${found.population}`);
    const unknown = await dse('lineage', 'population/nobody');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('no population "nobody"')]);
  });

  it('goes on with the golden set that was built last, and finds nothing better where nothing is', async () => {
    const shown = JSON.parse((await dse('golden', 'show', 'common', '--json')).out) as { source: string };
    expect(shown.source).toBe('file');
    const out = join(folder, 'again');
    const ended = await dse(
      'evolve',
      'common',
      '--generations',
      '2',
      '--population',
      '4',
      '--deploy',
      'none',
      '--out',
      out,
    );
    expect(ended.code).toBe(0);
    const { outcome, deployment, settings } = await results(out);
    expect(['nothing_better', 'stored']).toContain(outcome);
    expect(deployment!.deploy).toBe(false);
    // What is right already is searched for cheaper ways: no quality stops it.
    expect(settings).toMatchObject({ population: 4, elite: 3, islands: 2, target: null });
  });
});
