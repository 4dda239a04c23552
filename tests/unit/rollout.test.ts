import { describe, expect, it } from 'vitest';
import type { FactData, FactType } from '../../events/catalog.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { guard } from '../../machines/rules/sequential/guard.ts';
import { given } from '../given.ts';
import {
  arm,
  capability,
  contextOf,
  drawn,
  lived,
  observed,
  plan,
  proposed,
  run,
  running,
} from '../rollouts.ts';
import type { Rollout } from '../rollouts.ts';

const quick = { stages: ['shadow', 0.2, 0.5, 1], min_runs: 20, limit_runs: 4000 };
const steps = (all: readonly Rollout[]): readonly string[] =>
  all.flatMap(({ facts }) => facts.map(({ type }) => type)).filter((type) => type !== 'rollout.observed');
const said = <T extends FactType>(all: readonly Rollout[], type: T): FactData<T> =>
  all.flatMap(({ facts }) => facts).findLast((one) => one.type === type)!.data as FactData<T>;

describe('a rollout', () => {
  it('is proposed by its capability, checks its arms and begins beside the incumbent', () => {
    const checking = proposed(plan(quick)).thenFacts('rollout.proposed').in('checking');
    expect(checking.effects).toMatchObject([{ name: 'checkArms', input: { arms: ['a-1', 'a-2'] } }]);
    const begun = checking
      .when({ type: 'armsChecked', arms: [arm('a-1'), arm('a-2')] })
      .thenFacts(['rollout.staged', { n: 0, stage: 'shadow' }])
      .in('running');
    expect(begun.told).toEqual([
      [
        'capability/double',
        {
          type: 'splitTraffic',
          split: {
            rollout: 'self',
            mode: 'share',
            shadow: ['a-2'],
            arms: [{ artifact: 'a-1', share: 1 }],
            n: 0,
          },
        },
      ],
    ]);
  });

  it('is proposed by nobody else', () => {
    given('rollout').when({ type: 'propose', plan: plan() }).thenRefused('invalid', 'dse rollout start');
    proposed(plan()).when({ type: 'propose', plan: plan() }, capability).thenRefused('illegal', 'absent');
  });

  it.each([
    [{ source: null, capability: null, state: 'absent' }, 'a-2 is not there: `dse artifact list'],
    [{ capability: 'half' }, 'a-2 is an implementation of half, not of double'],
    [{ state: 'rejected' }, 'a-2 is rejected: only what is stored can be rolled out'],
    [{ quarantined: true }, 'a-2 is quarantined'],
    [{ source: arm('a-1').source }, 'a-2 has the same source as a-1: an A/A pair has nothing to show'],
  ])('is refused with an arm that cannot be compared: %j', (different, why) => {
    const refused = proposed(plan())
      .when({ type: 'armsChecked', arms: [arm('a-1'), arm('a-2', different)] })
      .thenFacts(['rollout.refused', { reason: expect.stringContaining(why) }])
      .in('refused');
    expect(refused.told).toMatchObject([['capability/double', { type: 'joinTraffic' }]]);
  });

  it('lets its challenger take over at once where what serves is called no more', () => {
    const begun = proposed(plan(quick))
      .when({ type: 'armsChecked', arms: [arm('a-1', { quarantined: true }), arm('a-2')] })
      .thenFacts(['rollout.staged', { stage: 1, split: null, winner: 'a-2' }])
      .in('promoting');
    const evidence = 'a-1 is quarantined and answers nobody: a-2 takes over on its proof alone';
    expect(begun.told).toMatchObject([
      ['capability/double', { type: 'promoteChallenger', artifact: 'a-2', evidence }],
    ]);
    begun
      .when({ type: 'promoted', artifact: 'a-2' }, capability)
      .thenFacts(['rollout.concluded', { outcome: 'promoted', artifact: 'a-2' }]);
  });

  it('goes through its stages and promotes what is not worse, with the numbers that show it', () => {
    const all = lived(running(quick), {}, 1);
    expect(steps(all)).toEqual(Array.from({ length: 4 }, () => 'rollout.staged'));
    const last = said(all, 'rollout.staged');
    expect(last).toMatchObject({ stage: 1, split: null, winner: 'a-2' });
    expect(
      last.readings.filter(({ asks, shown }) => asks === 'safe' && shown).map(({ metric }) => metric),
    ).toEqual(['quality', 'errors']);
    const asked = all.at(-1)!.in('promoting');
    expect(asked.told).toEqual([
      [
        'capability/double',
        { type: 'promoteChallenger', artifact: 'a-2', evidence: last.reason, retired: [] },
      ],
    ]);
    expect(last.reason).toMatch(
      /^a-2 after \d+ answered runs .*quality 1 against 1, not worse by 0\.05: evidence \d/,
    );
    asked
      .when({ type: 'promoted', artifact: 'a-2' }, capability)
      .thenFacts(['rollout.concluded', { outcome: 'promoted', artifact: 'a-2' }])
      .in('ended')
      .when({ type: 'reverse', artifact: 'a-2', instead: 'a-1', reason: 'complaints' }, capability)
      .thenFacts(['rollout.reversed', { artifact: 'a-2', instead: 'a-1' }])
      .in('ended');
  });

  it('gives shares that grow, and goes on only when each challenger has had its runs', () => {
    const all = lived(running(quick), {}, 1, 20);
    const splits = all
      .flatMap(({ told }) => told)
      .map(([, command]) => command['split'])
      .filter(Boolean);
    expect(splits).toMatchObject([
      { n: 0, shadow: ['a-2'], arms: [{ share: 1 }] },
      {
        n: 1,
        shadow: [],
        arms: [
          { artifact: 'a-1', share: 0.8 },
          { artifact: 'a-2', share: 0.2 },
        ],
      },
      { n: 2, arms: [{ share: 0.5 }, { share: 0.5 }] },
    ]);
    const beside = observed(
      running(quick),
      Array.from({ length: 19 }).flatMap(() => [run('a-1'), run('a-2', { beside: true })]),
    );
    beside.thenFacts('rollout.observed');
    observed(beside, [run('a-1'), run('a-2', { beside: true })]).thenFacts('rollout.observed', [
      'rollout.staged',
      { n: 1 },
    ]);
  });

  it('rolls back as soon as harm is shown, and what did it is retired', () => {
    const all = lived(running(quick), { 'a-1': { right: 0.95 }, 'a-2': { right: 0.4 } }, 2);
    const back = all.at(-1)!.in('ended');
    expect(steps(all).slice(-2)).toEqual(['rollout.rolled_back', 'rollout.concluded']);
    const harm = said(all, 'rollout.rolled_back');
    expect(harm).toMatchObject({ artifact: 'a-2', guard: 'quality', split: null });
    expect(harm.reason).toMatch(
      /a-2: quality 0\.\d+ against 0\.\d+, worse by more than 0\.05: evidence [\d.]+ of 80/,
    );
    expect(back.told).toEqual([
      ['capability/double', { type: 'joinTraffic', reason: harm.reason, retired: ['a-2'] }],
    ]);
    expect(said(all, 'rollout.concluded').outcome).toBe('rolled_back');
  });

  it('rolls back a challenger that crashes while it still answers nobody', () => {
    const all = lived(running(quick), { 'a-2': { fails: 1 } }, 3, 20);
    expect(said(all, 'rollout.rolled_back').artifact).toBe('a-2');
    expect(steps(all)).toEqual(['rollout.staged', 'rollout.rolled_back', 'rollout.concluded']);
    expect(contextOf(all.at(-1)!).stage).toBe(0);
  });

  it('promotes evidence that can be computed again from the runs alone', () => {
    const rules = { ...quick, stages: ['shadow', 0.5, 1] };
    const start = running(rules);
    const runs: ReturnType<typeof run>[] = [];
    let now = start;
    for (let n = 0; now.state === 'running'; n += 1) {
      const some = drawn(now, { 'a-1': { right: 0.9 }, 'a-2': { right: 0.97 } }, 40, n);
      runs.push(...some);
      now = observed(now, some);
    }
    const staged = said([now], 'rollout.staged');
    const safe = staged.readings.find(({ metric, asks }) => metric === 'quality' && asks === 'safe')!;
    const { test } = guard({ margin: 0.05, better: 'more' });
    const counted = said([now], 'rollout.observed').arms;
    const taken = counted.reduce((sum, one) => sum + one.runs, 0);
    const again = runs
      .slice(0, taken)
      .reduce(
        (state, { artifact, quality }) =>
          test.step(state, { side: artifact === 'a-1' ? 'control' : 'treatment', value: quality! }),
        test.initial(),
      );
    expect(again.pairs).toBe(safe.pairs);
    expect(test.evidence(again).greater / safe.evidence).toBeCloseTo(1, 2);
    expect(safe.evidence).toBeGreaterThanOrEqual(safe.needed);
  });

  it('ends undecided when nothing was shown in time, and the incumbent stays', () => {
    const all = lived(
      running({ ...quick, limit_runs: 300, claim: 'better' }),
      { 'a-1': { right: 0.8 }, 'a-2': { right: 0.8 } },
      4,
    );
    expect(said(all, 'rollout.concluded')).toMatchObject({
      outcome: 'undecided',
      artifact: null,
      seen: 300,
      reason: expect.stringMatching(/^300 answered runs and not enough shown: quality .*, better: evidence/),
    });
    expect(all.at(-1)!.told).toMatchObject([['capability/double', { type: 'joinTraffic', retired: [] }]]);
  });

  it('folds the same whatever way the runs are cut into commands', () => {
    const fuel = { 'a-1': { fuel: 120, right: 0.95 }, 'a-2': { fuel: 100, right: 0.97 } };
    const runs = drawn(running(quick), fuel, 60, 5);
    const whole = observed(running(quick), runs);
    const text = (rollout: Rollout): string =>
      JSON.stringify({ ...contextOf(rollout), observed: null, split: null });
    for (const size of [1, 7, 50]) {
      let now = running(quick);
      for (let at = 0; at < runs.length; at += size) now = observed(now, runs.slice(at, at + size));
      expect(text(now), `cut into ${size}`).toBe(text(whole));
    }
    expect(contextOf(whole).stage).toBe(1);
    expect(contextOf(whole).scales).toEqual({ fuel: 120, latency: 1000 });
  });

  it('tells the last split of a commit only: messages of one commit come in any order', () => {
    const seen = [
      ...Array.from({ length: 20 }).flatMap(() => [run('a-1'), run('a-2', { beside: true })]),
      ...Array.from({ length: 20 }, () => run('a-2')),
    ];
    const both = observed(running(quick), seen).thenFacts(
      'rollout.observed',
      ['rollout.staged', { n: 1, split: null }],
      ['rollout.staged', { n: 2, split: expect.objectContaining({ shadow: [] }) }],
    );
    expect(both.told).toHaveLength(1);
  });

  it('does not take a shadow run for one that was answered', () => {
    const beside = observed(
      running(quick),
      Array.from({ length: 90 }).flatMap(() => [run('a-1'), run('a-2', { beside: true })]),
    );
    expect(contextOf(beside).stage).toBe(1);
  });

  it('holds while the clock says it is slower, and rolls back when that is shown; it promotes nobody', () => {
    const fast = observed(
      running({ ...quick, guards: ['latency'] }),
      Array.from({ length: 60 }).flatMap(() => [
        run('a-1', { quality: null }),
        run('a-2', { quality: null, beside: true, latency_us: 10 }),
      ]),
    );
    // Nothing but the clock speaks for it, so nothing does.
    const last = lived(fast, {}, 6).at(-1)!;
    expect(contextOf(lived(running({ ...quick, guards: ['latency'] }), {}, 6).at(-1)!).winner).toBe('a-2');
    expect(said([fast], 'rollout.observed').arms[1]!.latency_us.sum).toBe(600);
    expect(last.state).not.toBe('absent');
    const some = Array.from({ length: 24 }).flatMap(() => [
      run('a-1'),
      run('a-2', { beside: true, latency_us: 4000 }),
    ]);
    const slower = observed(running(quick), some).thenFacts('rollout.observed');
    expect(contextOf(slower).stage).toBe(0);
    const back = lived(slower, {}, 7);
    expect(back.length).toBeGreaterThan(1);
    const slow = observed(observed(slower, some), [...some, ...some, ...some]);
    expect(said([slow], 'rollout.rolled_back')).toMatchObject({ guard: 'latency', artifact: 'a-2' });
  });

  it('compares variants: each focus has its claim, and the winner is the best of those that may serve', () => {
    const challengers = [
      { artifact: 'a-2', focus: 'speed' as const },
      { artifact: 'a-3', focus: 'accuracy' as const },
      { artifact: 'a-4', focus: 'balanced' as const },
    ];
    const world = {
      'a-1': { right: 0.8, fuel: 1000 },
      'a-2': { right: 0.8, fuel: 300 },
      'a-3': { right: 0.98, fuel: 1000 },
      'a-4': { right: 0.85, fuel: 900 },
    };
    const rules = { ...quick, limit_runs: 3000, margins: { quality: 0.1, errors: 0.1, fuel: 0.1 } };
    const all = lived(running(rules, { challengers }), world, 8, 40, 200);
    const last = said(all, 'rollout.staged');
    expect(last.winner).toBe('a-2');
    expect(last.compared!.map(({ artifact, focus }) => [artifact, focus])[0]).toEqual(['a-2', 'speed']);
    expect(last.compared![0]).toMatchObject({ efficiency: expect.closeTo(1000 / 1300, 3), resilience: 1 });
    expect(last.readings.find(({ artifact, asks }) => artifact === 'a-2' && asks === 'better')).toMatchObject(
      { metric: 'fuel', shown: true, needed: 60 },
    );
    for (const step of all)
      expect(JSON.stringify(step.context).replaceAll(/a-[1-4]/g, 'a'.repeat(64)).length).toBeLessThan(8192);
  });

  it('keeps its state below 8 KiB with the longest names, three challengers and numbers of many digits', () => {
    const ids = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));
    const challengers = ids.slice(1).map((artifact) => ({ artifact, focus: 'accuracy' as const }));
    const margins = { quality: 0.0501, errors: 0.0501, fuel: 0.0501, latency: 0.0501 };
    const rules = { mode: 'bandit', stages: ['shadow', 0.5, 1], margins, alpha: 1e-6, world: 'moving' };
    let now = running(
      { ...rules, min_runs: 3000, limit_runs: 1_000_000 },
      { incumbent: ids[0]!, challengers },
    );
    const random = randomFrom(5);
    for (let n = 0; n < 20; n += 1) {
      const seen = Array.from({ length: 200 }, (_, at) =>
        run(at % 9 > 0 ? ids[0]! : ids[1 + Math.floor(random.uniform() * 3)]!, {
          quality: random.uniform(),
          failed: random.uniform() < 0.3,
          fuel: Math.floor(1e11 * random.uniform()),
          latency_us: Math.floor(1e9 * random.uniform()),
        }),
      );
      now = observed(now, seen).in('running');
      expect(JSON.stringify(now.context).length).toBeLessThan(8192);
    }
  });

  it('goes on with the others when one of them leaves', () => {
    const challengers = [{ artifact: 'a-2' }, { artifact: 'a-3' }];
    const two = running({ ...quick, stages: [0.4, 1] }, { challengers });
    const left = two
      .when({ type: 'withdraw', artifact: 'a-3', reason: 'quarantined' })
      .thenFacts(['rollout.rolled_back', { artifact: 'a-3', guard: null }])
      .in('running');
    expect(left.told).toMatchObject([
      [
        'capability/double',
        {
          split: {
            arms: [
              { artifact: 'a-1', share: 0.8 },
              { artifact: 'a-2', share: 0.2 },
            ],
          },
        },
      ],
    ]);
    observed(left, [run('a-3')]).thenFacts(['rollout.observed', { n: 0, seen: 0 }]);
    left
      .when({ type: 'withdraw', artifact: 'a-3', reason: 'again' })
      .thenRefused('invalid', 'no arm that is left: a-1, a-2');
    left
      .when({ type: 'withdraw', artifact: 'a-2', reason: 'retired' })
      .thenFacts('rollout.rolled_back', ['rollout.concluded', { outcome: 'rolled_back' }]);
    left
      .when({ type: 'withdraw', artifact: 'a-1', reason: 'quarantined' })
      .thenFacts(['rollout.concluded', { outcome: 'stopped', by: 'rollout' }])
      .in('ended');
  });

  it('samples in bandit mode: the incumbent keeps its floor, and who earns more gets more', () => {
    const start = running({
      ...quick,
      mode: 'bandit',
      stages: [0.5, 1],
      limit_runs: 100_000,
      guards: [],
      claim: 'better',
    });
    const first = contextOf(start).split!;
    expect(first).toMatchObject({ mode: 'bandit', arms: [{ artifact: 'a-1', share: 0.8 }, { share: 0.2 }] });
    const all = lived(start, { 'a-1': { right: 0.5 }, 'a-2': { right: 0.52 } }, 9, 150, 4);
    const now = contextOf(all.at(-1)!).split!;
    expect(now.arms[0]!.share).toBeGreaterThanOrEqual(0.8);
    expect(
      contextOf(all.at(-1)!)
        .posteriors!.map(({ artifact }) => artifact)
        .toSorted(),
    ).toEqual(['a-1', 'a-2']);
    const forgets = lived(
      running({ ...quick, mode: 'bandit', stages: [0.5, 1], world: 'moving' }),
      {},
      9,
      150,
      4,
    );
    const { won, lost } = contextOf(forgets.at(-1)!).posteriors![0]!;
    expect(won + lost).not.toBe(Math.round(won + lost));
  });

  it('gives the incumbent its floor in bandit mode however long challengers ran beside it before', () => {
    const rules = { ...quick, mode: 'bandit', stages: ['shadow', 0.5, 1], min_runs: 600, guards: [] };
    const shadowed = [1, 2, 3, 4, 5, 6].reduce(
      (now) =>
        observed(
          now,
          Array.from({ length: 100 }).flatMap(() => [run('a-1'), run('a-2', { beside: true })]),
        ),
      running(rules),
    );
    expect(contextOf(shadowed).split).toMatchObject({
      mode: 'bandit',
      arms: [{ artifact: 'a-1', share: 0.8 }, { share: 0.2 }],
    });
  });

  it('refuses runs that do not follow on, are too many or are no numbers', () => {
    const once = observed(running(quick), [run('a-1')]);
    const to = { position: 9, index: 0 };
    once
      .when({ type: 'observe', from: { position: 0, index: 0 }, to, seen: [] })
      .thenRefused('conflict', 'runs are observed up to 1.0, these start at 0.0: read on from there');
    const from = { position: 1, index: 0 };
    const sent = (seen: ReturnType<typeof run>[]) => once.when({ type: 'observe', from, to, seen });
    sent(Array.from({ length: 201 }, () => run('a-1'))).thenRefused(
      'invalid',
      '201 runs at once, at most 200',
    );
    sent([run('a-1', { quality: 1.5 })]).thenRefused(
      'invalid',
      'seen[0] of a-1: quality 1.5 is not in [0, 1]',
    );
    sent([run('a-1', { quality: Number.NaN })]).thenRefused('invalid', 'quality NaN');
    sent([run('a-1', { fuel: -1 })]).thenRefused('invalid', 'fuel -1 is no count');
    sent([run('a-1', { latency_us: Number.POSITIVE_INFINITY })]).thenRefused('invalid', 'no duration');
  });

  it('is over when its incumbent changes, when it is stopped, or when its capability does not follow', () => {
    running(quick)
      .when({ type: 'lost', by: 'promotion', reason: 'task t accepted a-9' }, capability)
      .thenFacts([
        'rollout.concluded',
        { outcome: 'cancelled', by: 'capability', reason: 'task t accepted a-9' },
      ])
      .in('ended')
      .when({ type: 'observe', from: { position: 0, index: 0 }, to: { position: 1, index: 0 }, seen: [] })
      .thenRefused('illegal', 'legal in: running');
    const byHand = running(quick)
      .when({ type: 'lost', by: 'rollback', reason: 'by hand' }, capability)
      .thenFacts(['rollout.concluded', { outcome: 'rolled_back', by: 'capability' }]);
    expect(byHand.told).toEqual([]);
    const stopped = running(quick).when({ type: 'stop', reason: 'enough' }).in('ended');
    expect(stopped.told).toMatchObject([['capability/double', { type: 'joinTraffic', reason: 'enough' }]]);
    stopped.when({ type: 'stop', reason: 'again' }).thenRefused('illegal', 'checking, running');
    running(quick)
      .when({
        type: 'tellRefused',
        to: 'capability/double',
        command: 'splitTraffic',
        code: 'conflict',
        message: 'no',
      })
      .thenFacts(['rollout.concluded', { outcome: 'cancelled', by: 'capability' }]);
    running(quick)
      .when({ type: 'lost', by: 'rollback', reason: 'x' })
      .thenRefused('invalid', 'only its capability');
  });

  it('waits for its promotion when an earlier split came too late', () => {
    const asked = lived(running(quick), {}, 1).at(-1)!.in('promoting');
    const late = {
      type: 'tellRefused',
      to: 'capability/double',
      code: 'conflict',
      message: 'no rollout does',
    } as const;
    asked.when({ ...late, command: 'splitTraffic' }).thenRefused('invalid', 'no rollout does');
    asked
      .when({ ...late, command: 'promoteChallenger' })
      .thenFacts(['rollout.concluded', { outcome: 'cancelled' }]);
  });

  it('cannot be stopped while its challenger takes over', () => {
    lived(running(quick), {}, 1)
      .at(-1)!
      .when({ type: 'stop', reason: 'no' })
      .thenRefused('conflict', 'a-2 is taking over: undo it by `dse rollback double`');
  });
});
