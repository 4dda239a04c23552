import { describe, expect, it } from 'vitest';
import type { FactData, FactType } from '../../events/catalog.ts';
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
          split: { rollout: 'self', mode: 'share', shadow: ['a-2'], arms: [{ artifact: 'a-1', share: 1 }] },
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
      { shadow: ['a-2'], arms: [{ share: 1 }] },
      {
        shadow: [],
        arms: [
          { artifact: 'a-1', share: 0.8 },
          { artifact: 'a-2', share: 0.2 },
        ],
      },
      { arms: [{ share: 0.5 }, { share: 0.5 }] },
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
});
