import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { RolloutRules } from '../../events/rolloutRules.ts';
import { generatedFrom } from '../../infra/cli/generatedFrom.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { buildGolden } from '../../infra/evolving/golden/build.ts';
import { beginPopulation, openPopulation } from '../../infra/evolving/openPopulation.ts';
import { commonFile } from '../commonCapability.ts';
import { doubleSpec, proven } from '../http.ts';
import { typed } from './typed.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-underway-'));
let incumbent: string;
let challenger: string;
let population: string;
const dse = (...args: readonly string[]) => typed(['--folder', folder, ...args]);

beforeAll(async () => {
  const house = await createDse({ folder });
  await proven(house, doubleSpec());
  await proven(house, CapabilitySpec.parse(commonFile));
  await rollOut(house);
  await house.close();
  // Whoever opens it here does not work on it.
  const idle = await createDse({ folder, work: false });
  population = await opened(idle);
  await idle.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function rollOut(house: Dse): Promise<void> {
  incumbent = (await capabilityState(house.host, 'double')).context.served!;
  const source = 'function double(n) { return n + n; }';
  const { kind, id, artifact } = await generatedFrom(house, 'double', 'other', source);
  await house.send({ kind, id }, { type: 'generate', artifact });
  await house.settle();
  challenger = id;
  const rules = RolloutRules.parse({ stages: [0.5, 1], min_runs: 100, guards: ['errors'] });
  await house.send(
    { kind: 'capability', id: 'double' },
    { type: 'openRollout', challengers: [{ artifact: id }], rules },
  );
  await house.settle();
  for (let n = 0; n < 40; n += 1) await house.run('double', String(n), 'buffered', `customer ${n}`);
  await house.recorder.flush();
  await house.rolloutObserver.observe('double');
  await house.settle();
}

async function opened(house: Dse): Promise<string> {
  const golden = await buildGolden(house, 'common', {
    from: { source: 'suite' },
    limit: 100,
    minQuality: 0.8,
    holdout: 0.3,
    seed: 1,
  });
  const asked = await openPopulation(house, 'common', {
    golden,
    strategy: 'evolve',
    settings: { population: 3, generations: 2 },
    weights: null,
    by: 'test',
  });
  await beginPopulation(house, asked.population!, 'test');
  return asked.population!;
}

describe('dse status', () => {
  it('without an id tells each rollout and population that goes on, with shares, runs and what it waits for', async () => {
    const { code, out } = await dse('status', '--json');
    expect(code).toBe(0);
    const [rollout, searching, ...more] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(rollout).toMatchObject({
      kind: 'rollout',
      rollout: 'double-ro1',
      capability: 'double',
      incumbent,
      challengers: [{ artifact: challenger }],
      stage: 0.5,
      answered: 40,
      split: {
        arms: [
          { artifact: incumbent, share: 0.5 },
          { artifact: challenger, share: 0.5 },
        ],
      },
    });
    const { runs } = (rollout!['arms'] as { artifact: string; runs: number }[]).find(
      ({ artifact }) => artifact === challenger,
    )!;
    expect(rollout!['waits']).toContain(`runs of ${challenger} (${runs} of 100 in this stage)`);
    expect(searching).toMatchObject({
      kind: 'population',
      population,
      state: 'working',
      stage: 'funding',
      waits: expect.stringContaining('to grant'),
    });
  });

  it('of a rollout, a population and a capability says the same for people', async () => {
    const [one, other, served] = await Promise.all(
      ['rollout/double-ro1', `population/${population}`, 'double'].map((id) => dse('status', id)),
    );
    expect(one!.out).toContain(`answered by ${incumbent} 50 %, ${challenger} 50 %`);
    expect(one!.out).toContain(`waits for runs of ${challenger}`);
    expect(other!.out).toMatch(/generation 0 of at most 2[^]*waits for budget .* to grant/);
    expect(served!.out).toContain(`${incumbent} serves double`);
    expect(served!.out).toContain(`double-ro1: ${challenger} in the place of ${incumbent}`);
    expect(served!.out).not.toContain(population);
  });

  it('refuses what is no id, and says so of what nobody knows', async () => {
    const [wrong, unknown] = await Promise.all([dse('status', 'No.Name'), dse('status', 'nobody')]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('No.Name: ids match')]);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('"nobody"')]);
  });
});

describe('with --json an error', () => {
  it('is one object, the last line on standard error, with the same exit code', async () => {
    const wrong = [
      ['status', 'nobody'],
      ['status', 'No.Name'],
      ['status', '--unknown'],
      ['nonsense'],
      ['rollout', 'start', 'double'],
    ];
    const told = await Promise.all(wrong.map((args) => dse(...args, '--json')));
    expect(told.map(({ code, out }) => [code, out])).toEqual([1, 2, 2, 2, 2].map((code) => [code, '']));
    const said = told.map(
      ({ err }) => JSON.parse(err.trimEnd().split('\n').at(-1)!) as Record<string, unknown>,
    );
    expect(said.map(({ exit }) => exit)).toEqual([1, 2, 2, 2, 2]);
    expect(said[0]!['error']).toContain('"nobody"');
    expect(said[2]!['error']).toBe("unknown option '--unknown'");
    expect(told.every(({ err }) => err.trimEnd().split('\n').length === 1)).toBe(true);
  });

  it('says in it, and nowhere else, that a command or the value of an option is missing', async () => {
    const told = await Promise.all([
      typed(['--json']),
      typed(['task', '--json']),
      typed(['status', '--json', '--seed']),
    ]);
    expect(told.map(({ err }) => JSON.parse(err) as unknown)).toEqual([
      { error: expect.stringContaining('a command is missing'), exit: 2 },
      { error: expect.stringContaining('a command is missing'), exit: 2 },
      { error: "option '--seed <n>' argument missing", exit: 2 },
    ]);
  });
});

describe('dse evolve --cancel', () => {
  it('ends a population, and of one that is over says how it ended', async () => {
    const first = await dse('evolve', '--cancel', population, '--json');
    expect(first.code).toBe(0);
    // It may have been granted its funds meanwhile, and ends when what it began with has reported.
    await dse('work', '--drain');
    const told = JSON.parse((await dse('status', population, '--json')).out) as Record<string, unknown>;
    expect(told).toMatchObject({
      state: 'ended',
      outcome: 'cancelled',
      reason: 'cancelled on the command line',
      waits: null,
    });
    expect((await dse('status', '--json')).out).not.toContain(population);
    const [again, wrong, unknown, both, none] = await Promise.all([
      dse('evolve', '--cancel', `population/${population}`),
      dse('evolve', '--cancel', 'No.Name'),
      dse('evolve', '--cancel', 'nobody'),
      dse('evolve', 'common', '--cancel', population),
      dse('evolve'),
    ]);
    expect([again.code, again.out]).toEqual([4, '']);
    expect(again.err).toContain(
      `population/${population} is over, there is nothing to cancel: cancelled: cancelled on the command line`,
    );
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--cancel No.Name: ids match')]);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('no population "nobody"')]);
    expect([both.code, none.code]).toEqual([2, 2]);
    expect(none.err).toContain('name one thing');
  });
});

describe('dse rollout start', () => {
  it.each([
    [['--challenger', 'nobody'], 1, 'there is no artifact "nobody"'],
    [['--challenger', 'nobody', '--stages', 'shadow,5,25'], 2, 'Write 5% or 0.05'],
    [['--challenger', 'nobody', '--stages', '1'], 2, 'Write 1% or 100%'],
    [['--challenger', 'nobody', '--stages', '150%'], 2, 'a percentage up to 100% or a share below 1'],
    [['--challenger', 'nobody', '--stages', '25%,5%'], 2, '--stages: stages are `shadow` at most once'],
    [
      ['--challenger', 'nobody', '--min-runs', '0'],
      2,
      '--min-runs: 0 does not fit. Write a number from 1 on.',
    ],
  ])('%j ends with %i before anything is written', async (args, expected, said) => {
    const written = async () =>
      (await dse('events', '--json')).out.split('\n').filter((line) => line.includes('/double')).length;
    const before = await written();
    const { code, out, err } = await dse('rollout', 'start', 'double', ...args);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(said);
    expect(await written()).toBe(before);
  });

  it('takes percentages and shares', async () => {
    const stop = () => dse('rollout', 'stop', 'double-ro1', '--reason', 'another one');
    await stop();
    const { code: again, err } = await stop();
    expect([again, err]).toEqual([
      4,
      expect.stringContaining('is over, there is nothing to stop: stopped: '),
    ]);
    const args = ['--challenger', challenger, '--stages', 'shadow,5%,0.25,100%', '--json'];
    const { code, out } = await dse('rollout', 'start', 'double', ...args);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rules: { stages: ['shadow', 0.05, 0.25, 1] } });
  });
});
