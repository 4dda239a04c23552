import { beforeEach, describe, expect, it } from 'vitest';
import { RolloutObserver } from '../../actors/rolloutObserver.ts';
import { isRoute, Routes } from '../../actors/routes.ts';
import { capabilityState } from '../../actors/workshop.ts';
import { sha256 } from '../../events/hash.ts';
import type { Split } from '../../events/rollout.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { handClock, hostOn, must } from '../hosting.ts';
import { DOUBLE, OLD, rolledOut, runsOf, trafficked, worked } from '../trafficked.ts';

const versions = {
  [OLD]: (n: number) => n * 2,
  'double-new': (n: number) => n + n,
  'double-odd': (n: number) => n * 2 + 1,
};
const SHARES = { stages: ['shadow', 0.25, 1], min_runs: 1000, limit_runs: 100_000 };

let log: Substrate;
let clock: ReturnType<typeof handClock>;
let house: Awaited<ReturnType<typeof trafficked>>;
const ask = (input: number, unit?: string) =>
  house.server.run(
    { capability: 'double', input: String(input), correlation: 'r', ...(unit ? { unit } : {}) },
    'durable',
  );
/** Splits as the rollout would, by hand. */
async function share(change: Partial<Split>): Promise<void> {
  const { context } = await capabilityState(house.host, 'double');
  const split = { ...context.split!, ...change };
  await must(house.host, DOUBLE, { type: 'splitTraffic', split }, `split-${JSON.stringify(change)}`, {
    kind: 'rollout',
    id: split.rollout,
  });
}
const halves = (challenger = 'double-new'): Partial<Split> => ({
  shadow: [],
  arms: [
    { artifact: OLD, share: 0.5 },
    { artifact: challenger, share: 0.5 },
  ],
});

beforeEach(async () => {
  log = memorySubstrate();
  clock = handClock();
  house = await trafficked(log, versions, clock);
});

describe('beside the incumbent', () => {
  it('a challenger runs on the same inputs, answers nobody, and stands in the incumbent’s run', async () => {
    const rollout = await rolledOut(house.workshop, ['double-odd'], SHARES);
    expect(await ask(21, 'ada')).toMatchObject({ status: 'ok', output: '42' });
    const [run, ...others] = await runsOf(house.host);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      ran: OLD,
      assigned: { rollout, propensity: 1, unit: sha256('ada') },
      beside: [{ artifact: 'double-odd', outcome: 'ok', same: false, fuel: 10, wall_us: 1000 }],
    });
    expect(run!.beside![0]!.quality).toBeLessThan(1);
    // A thousandth of a second each, and both are paid for.
    expect(run!.cost_micro).toBe(2e6);
  });

  it('says whether it gave the same output, and how it failed where it gave none', async () => {
    const unlucky = (n: number): number => {
      if (n === 13) throw new Error('no');
      return n + n;
    };
    house = await trafficked(memorySubstrate(), { ...versions, 'double-new': unlucky }, clock);
    await rolledOut(house.workshop, ['double-new'], SHARES);
    await ask(1);
    await ask(13);
    const runs = await runsOf(house.host);
    expect(runs.map(({ beside }) => beside![0]!.outcome)).toEqual(['ok', 'error']);
    expect(runs.map(({ beside }) => beside![0]!.same)).toEqual([true, null]);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  it('nobody waits for it: the answer comes first, the run is written when it has ended', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = { ...versions, 'double-new': (n: number) => gate.promise.then(() => n + n) };
    house = await trafficked(memorySubstrate(), slow, clock);
    await rolledOut(house.workshop, ['double-new'], SHARES);
    const answer = await house.server.run({ capability: 'double', input: '4', correlation: 'r' });
    expect(answer).toMatchObject({ status: 'ok', output: '8' });
    const flushed = house.recorder.flush();
    expect(await runsOf(house.host)).toEqual([]);
    gate.resolve();
    await flushed;
    expect((await runsOf(house.host))[0]).toMatchObject({ ran: OLD, beside: [{ artifact: 'double-new' }] });
  });

  it('its CPU time counts against the quota of the capability', async () => {
    house = await trafficked(memorySubstrate(), versions, clock, { quota: { cpu_ms_per_minute: 4 } });
    await rolledOut(house.workshop, ['double-new'], SHARES);
    expect([(await ask(1)).status, (await ask(2)).status, (await ask(3)).status]).toEqual([
      'ok',
      'ok',
      'refused',
    ]);
  });
});

describe('by share', () => {
  it('each unit gets its arm, keeps it, and the run says with which chance', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], SHARES);
    await share(halves());
    const units = Array.from({ length: 200 }, (_, n) => `customer ${n}`);
    for (let round = 0; round < 2; round += 1)
      for (const [n, unit] of units.entries()) await ask(n + round, unit);
    const runs = await runsOf(house.host);
    const news = runs.filter(({ ran }) => ran === 'double-new').length;
    expect(Math.abs(news - 200)).toBeLessThan(2 * 3 * Math.sqrt(200 * 0.25));
    expect(runs.slice(0, 200).map(({ ran }) => ran)).toEqual(runs.slice(200).map(({ ran }) => ran));
    expect(new Set(runs.map(({ assigned }) => assigned!.propensity))).toEqual(new Set([0.5]));
    expect(runs[7]!.assigned).toEqual({ rollout, propensity: 0.5, unit: sha256('customer 7') });
    expect(JSON.stringify(runs)).not.toContain('customer');
  });

  it('without a unit the same input has the same arm', async () => {
    await rolledOut(house.workshop, ['double-new'], SHARES);
    await share(halves());
    for (let round = 0; round < 2; round += 1) for (let n = 0; n < 40; n += 1) await ask(n);
    const runs = await runsOf(house.host);
    expect(runs.slice(0, 40).map(({ ran }) => ran)).toEqual(runs.slice(40).map(({ ran }) => ran));
    expect(new Set(runs.map(({ ran }) => ran)).size).toBe(2);
    expect(runs[3]!.assigned!.unit).toBe(sha256('3'));
  });

  it('no answer is given again while arms are compared: what was kept before would be seen of the challenger alone', async () => {
    house = await trafficked(memorySubstrate(), versions, clock, { cache: { results: 'exact' } });
    for (let round = 0; round < 2; round += 1) await ask(5);
    const rollout = await rolledOut(house.workshop, ['double-odd'], { ...SHARES, stages: [0.5, 1] });
    for (let n = 0; n < 40; n += 1) await ask(5, `customer ${n}`);
    const runs = await runsOf(house.host);
    expect(runs.map(({ cache }) => cache)).toEqual([
      'miss',
      'hit',
      ...Array.from({ length: 40 }, () => 'none'),
    ]);
    for (const { ran, output } of runs) expect(output).toMatchObject({ json: ran === OLD ? '10' : '11' });
    await new RolloutObserver(house.host).observe('double');
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.context).toMatchObject({ seen: 40 });
    await must(house.host, DOUBLE, { type: 'rollback', reason: 'the test' }, 'back');
    await ask(5);
    expect((await runsOf(house.host)).at(-1)).toMatchObject({ cache: 'hit', ran: OLD });
  });

  it('a challenger that cannot be called is answered for by the incumbent, the run says so, and it leaves', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], SHARES);
    await share(halves());
    const why = { type: 'quarantine', cause: 'crash', detail: 'the test', input: 'a'.repeat(64) } as const;
    await must(house.host, { kind: 'artifact', id: 'double-new' }, why, 'q');
    for (let n = 0; n < 40; n += 1) expect(await ask(n)).toMatchObject({ output: String(2 * n) });
    const runs = await runsOf(house.host);
    expect(new Set(runs.map(({ ran }) => ran))).toEqual(new Set([OLD]));
    const instead = runs.filter(({ assigned }) => assigned!.instead_of !== undefined);
    expect(instead.length).toBeGreaterThan(10);
    expect(instead[0]!.assigned).toMatchObject({ rollout, propensity: 0.5, instead_of: 'double-new' });
    await new RolloutObserver(house.host).observe('double');
    await worked(house.workshop);
    expect((await capabilityState(house.host, 'double')).context.split ?? null).toBeNull();
  });

  it('a challenger that could not be called once has failed once, and stays', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], { ...SHARES, stages: [0.5, 1] });
    const { sandbox } = house.workshop;
    const serve = sandbox.serve.bind(sandbox);
    let full = 1;
    sandbox.serve = async (program, ...rest) => {
      if (program.source === 'made double-new' && full-- > 0) throw new Error('the disk is full');
      return serve(program, ...rest);
    };
    for (let n = 0; n < 40; n += 1) expect(await ask(n)).toMatchObject({ output: String(2 * n) });
    const runs = await runsOf(house.host);
    expect(runs.filter(({ assigned }) => assigned!.instead_of === 'double-new')).toHaveLength(1);
    await new RolloutObserver(house.host).observe('double');
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.value).toBe('running');
    expect(snapshot.context).toMatchObject({
      seen: 40,
      arms: [
        { artifact: OLD, failed: 0 },
        { artifact: 'double-new', failed: 1, beside: 1 },
      ],
    });
  });

  it('ends when what serves is called no more, so that it can be rolled back', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], SHARES);
    const why = { type: 'quarantine', cause: 'crash', detail: 'the test', input: 'a'.repeat(64) } as const;
    await must(house.host, { kind: 'artifact', id: OLD }, why, 'q');
    await new RolloutObserver(house.host).observe('double');
    await worked(house.workshop);
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.context).toMatchObject({ outcome: 'stopped' });
    expect((await capabilityState(house.host, 'double')).context).toMatchObject({ split: null });
  });

  it('another process learns of a split within five seconds, and of its end', async () => {
    const other = hostOn(log, { clock: clock.read, writer: 'other' });
    const elsewhere = { ...house.workshop, host: other };
    await ask(1);
    await rolledOut(elsewhere, ['double-new'], { ...SHARES, stages: [0.5, 1] });
    const shares = async (): Promise<number> => {
      const before = (await runsOf(house.host)).length;
      for (let n = 0; n < 30; n += 1) await ask(n);
      return (await runsOf(house.host)).slice(before).filter(({ ran }) => ran === 'double-new').length;
    };
    expect(await shares()).toBe(0);
    clock.now += 5001;
    expect(await shares()).toBeGreaterThan(5);
    await must(other, DOUBLE, { type: 'rollback', reason: 'the test' }, 'back');
    clock.now += 5001;
    expect(await shares()).toBe(0);
  });

  it('nothing fails while shares change, arms come and go, and what they were is closed', async () => {
    await rolledOut(house.workshop, ['double-new'], SHARES);
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (let n = 0; n < 10; n += 1) asked.push(ask(n, `customer ${n}`));
      const part = 0.05 * round;
      await share({
        shadow: round % 3 === 0 ? ['double-new'] : [],
        arms: [
          { artifact: OLD, share: 1 - part },
          { artifact: 'double-new', share: part },
        ],
      });
    }
    await must(house.host, DOUBLE, { type: 'rollback', reason: 'the test' }, 'back');
    for (let n = 0; n < 10; n += 1) asked.push(ask(n));
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ status: 'ok' });
  });
});

describe('by bandit', () => {
  it('the incumbent answers eight of ten of the first thousand, and each run has its propensity', async () => {
    const rules = { mode: 'bandit', stages: [0.5, 1], min_runs: 1000, limit_runs: 100_000 };
    const rollout = await rolledOut(house.workshop, ['double-new'], rules);
    const observer = new RolloutObserver(house.host);
    for (let n = 0; n < 1000; n += 1) {
      await house.server.run({ capability: 'double', input: '3', correlation: 'r', unit: `customer ${n}` });
      if (n % 100 === 99) {
        await house.recorder.flush();
        await observer.observe('double');
        await worked(house.workshop);
        clock.now += 5001;
      }
    }
    const runs = await runsOf(house.host);
    expect(runs).toHaveLength(1000);
    const old = runs.filter(({ ran }) => ran === OLD).length;
    expect(old).toBeGreaterThanOrEqual(770);
    expect(old).toBeLessThanOrEqual(830);
    for (const { ran, assigned } of runs)
      expect(assigned!.propensity).toBeCloseTo(ran === OLD ? 0.8 : 0.2, 6);
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.context).toMatchObject({ seen: 1000 });
  });
});

describe('by bandit, among challengers', () => {
  it('who does better is chosen more, by what was known at most five seconds ago', async () => {
    const rules = { mode: 'bandit', stages: [0.5, 1], guards: [], min_runs: 1000, limit_runs: 100_000 };
    await rolledOut(house.workshop, ['double-new', 'double-odd'], { ...rules, alpha: 0.000001 });
    let customer = 0;
    /** Chances of the two challengers while the next customers come. */
    const chances = async (): Promise<Readonly<Record<string, number>>> => {
      const before = (await runsOf(house.host)).length;
      for (const end = customer + 120; customer < end; customer += 1)
        await house.server.run({
          capability: 'double',
          input: '3',
          correlation: 'r',
          unit: `customer ${customer}`,
        });
      await house.recorder.flush();
      const runs = (await runsOf(house.host)).slice(before);
      return Object.fromEntries(runs.map(({ ran, assigned }) => [ran, assigned!.propensity]));
    };
    const first = await chances();
    expect(first['double-new']).toBeCloseTo(0.1, 6);
    await new RolloutObserver(house.host).observe('double');
    expect(await chances()).toEqual(first);
    clock.now += 5001;
    const then = await chances();
    expect(then['double-new']).toBeGreaterThan(0.15);
    expect(then[OLD]).toBeCloseTo(0.8, 6);
  });
});

describe('a way that is left', () => {
  it('stays open for who is on it, and is closed behind them', async () => {
    const routes = new Routes(house.workshop);
    const way = await routes.during(async () => {
      const found = await routes.to('double');
      const offer = { type: 'offer', task: 't', parents: [OLD], quality: 1 } as const;
      await must(house.host, DOUBLE, offer, 'over', { kind: 'artifact', id: 'double-new' });
      expect(await routes.to('double')).toMatchObject({ served: 'double-new' });
      await new Promise((wake) => setTimeout(wake, 5));
      if (!isRoute(found)) throw new Error(found.reason);
      expect(await found.handle.call('4')).toMatchObject({ output: '8' });
      return found;
    });
    await new Promise((wake) => setTimeout(wake, 5));
    await expect(way.handle.call('4')).rejects.toThrow('closed');
  });
});

describe('the observer of rollouts', () => {
  it('carries every run once, with what ran beside right after it, whoever else observes', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], SHARES);
    for (let n = 0; n < 250; n += 1) await ask(n);
    const other = hostOn(log, { writer: 'other' });
    const values = await Promise.all([
      new RolloutObserver(house.host).observe('double'),
      new RolloutObserver(other).observe('double'),
    ]);
    expect(values[0] + values[1]).toBe(500);
    expect(await new RolloutObserver(house.host).observe('double')).toBe(0);
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.context).toMatchObject({
      seen: 250,
      arms: [
        { artifact: OLD, runs: 250, beside: 0 },
        { artifact: 'double-new', runs: 250, beside: 250 },
      ],
    });
  });

  it('compares times of the code alone', async () => {
    const rollout = await rolledOut(house.workshop, ['double-new'], SHARES);
    for (let n = 0; n < 10; n += 1) await ask(n);
    expect(await new RolloutObserver(house.host).observe('double')).toBe(20);
    const { snapshot } = await house.host.look({ kind: 'rollout', id: rollout });
    expect(snapshot.context).toMatchObject({
      arms: [{ latency_us: { n: 10, sum: 10_000 } }, { latency_us: { n: 10, sum: 10_000 } }],
    });
  });

  it('of a capability without a rollout has nothing to do', async () => {
    await ask(1);
    expect(await new RolloutObserver(house.host).observe('double')).toBe(0);
  });
});
