import { describe, expect, it } from 'vitest';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { declaration, runWindow, SUITE, SUITE_2 } from '../samples.ts';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import { RolloutRules } from '../../events/rolloutRules.ts';
import type { FactData } from '../../events/catalog.ts';
import type { CapabilityCommand } from '../../machines/capability/commands.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';

type Capability = Outcome<'capability'>;

const artifact = (id: string) => ({ from: { kind: 'artifact', id } as const });
const task = (id: string) => ({ from: { kind: 'task', id } as const });
const declare = (different: Parameters<typeof declaration>[0] = {}): Capability =>
  given('capability').when({ type: 'declare', ...declaration(different) });
const proving: CapabilityCommand = {
  type: 'recordSuiteProof',
  strength: null,
  suite: SUITE,
  controls: [{ name: 'empty answer', failed: true }],
};
const ready = (different: Parameters<typeof declaration>[0] = {}): Capability =>
  declare(different).when(proving);
const serving = (different: Parameters<typeof declaration>[0] = {}): Capability =>
  ready(different).when({ type: 'offer', task: null, parents: [], quality: 1 }, artifact('a-1'));
const context = (capability: Capability): CapabilityContext =>
  capability.context as unknown as CapabilityContext;

/** The next window of what is served, after those observed so far. */
function observed(capability: Capability, different: Partial<RunWindow> = {}): Capability {
  const from = context(capability).observed;
  const to = { position: from.position + 1, index: 0 };
  return capability.when({ type: 'observe', from, to, window: runWindow(different) });
}
const finding = ({ facts: [said] }: Capability): unknown =>
  said?.type === 'runs.observed' ? (said.data as FactData<'runs.observed'>).finding : null;
/** What each of these windows was found to be, one after the other. */
function findings(from: Capability, ...windows: Partial<RunWindow>[]): unknown[] {
  let capability = from;
  return windows.map((window) => {
    capability = observed(capability, window);
    return finding(capability);
  });
}

const heavy = { fuel: Array.from({ length: 40 }, () => 200) };
const wrong = { quality: { n: 100, sum: 60 } };

describe('a capability', () => {
  it('proves its suite before anything else', () => {
    const proves = declare().in('proving');
    expect(proves.effects).toMatchObject([{ name: 'proveSuite', input: { suite: SUITE } }]);
    proves
      .when({ type: 'offer', task: null, parents: [], quality: 1 }, artifact('a-1'))
      .thenRefused('illegal', 'legal in: ready');
    proves.when(proving).thenFacts('suite.proved').in('ready');
  });

  it('whose suite cannot fail a wrong answer is refused and may be declared anew', () => {
    declare()
      .when({ type: 'refuseSuite', suite: SUITE, reason: 'a constant passes' })
      .thenFacts('suite.refused')
      .in('refused')
      .when({ type: 'declare', ...declaration() })
      .thenFacts('capability.declared')
      .in('proving');
    ready()
      .when({ type: 'declare', ...declaration() })
      .thenRefused('illegal', 'legal in: absent, refused');
  });

  it('whose suite could not be proved is refused with the reason', () => {
    declare()
      .when({
        type: 'effectFailed',
        name: 'proveSuite',
        child: 'proveSuite',
        error: 'no engine',
        attempts: 3,
      })
      .thenFacts('effect.failed', ['suite.refused', { reason: 'the suite could not be proved: no engine' }])
      .in('refused');
  });
});

describe('what is served', () => {
  it('is the first stored artifact, and the task that made it hears so', () => {
    const first = ready()
      .when({ type: 'offer', task: 't-1', parents: [], quality: 1 }, artifact('a-1'))
      .thenFacts(['capability.promoted', { artifact: 'a-1', from: null, reason: 'first', task: 't-1' }]);
    expect(first.told).toEqual([['task/t-1', { type: 'promoted', artifact: 'a-1' }]]);
  });

  it('is taken over by a descendant that a task accepted, and by nobody else', () => {
    const offer = { type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 } as const;
    const taken = serving()
      .when(offer, artifact('a-2'))
      .thenFacts(['capability.promoted', { from: 'a-1', reason: 'evolution' }]);
    expect(taken.told).toEqual([
      ['artifact/a-1', { type: 'succeed', by: 'a-2', task: 't-2' }],
      ['task/t-2', { type: 'promoted', artifact: 'a-2' }],
    ]);
    for (const other of [
      { ...offer, parents: [] },
      { ...offer, task: null },
    ])
      serving()
        .when(other, artifact('a-2'))
        .thenRefused('conflict', 'a-1 is served; a-2 stays stored beside it');
    serving().when(offer).thenRefused('invalid', 'only a stored artifact');
  });

  it('is not taken over by what was measured against another, though what is served now is a parent of it, too', () => {
    const offer = { type: 'offer', task: 't-3', parents: ['a-1', 'a-2'], target: 'a-2', quality: 1 } as const;
    const improved = serving().when(
      { type: 'offer', task: 't-2', parents: ['a-1'], target: 'a-1', quality: 1 },
      artifact('a-2'),
    );
    improved.when(offer, artifact('a-3')).thenFacts(['capability.promoted', { from: 'a-2' }]);
    improved
      .when({ type: 'rollback', reason: 'complaints' })
      .when(offer, artifact('a-3'))
      .thenRefused('conflict', 'a-1 is served; a-3 stays stored beside it');
  });

  it('goes back to the predecessor by rollback, once per takeover', () => {
    const back = serving()
      .when({ type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 }, artifact('a-2'))
      .when({ type: 'rollback', reason: 'complaints' })
      .thenFacts([
        'capability.promoted',
        { artifact: 'a-1', from: 'a-2', reason: 'rollback', evidence: 'complaints' },
      ]);
    expect(back.told).toEqual([
      ['artifact/a-1', { type: 'reinstate', reason: 'rollback', instead_of: 'a-2' }],
      ['artifact/a-2', { type: 'retire', reason: 'rolled back' }],
    ]);
    back.when({ type: 'rollback', reason: 'again' }).thenRefused('invalid', 'no predecessor');
  });

  it('is known by the kind of actor that implements the capability', () => {
    const taken = serving({ kind: 'workflow' }).when(
      { type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 },
      { from: { kind: 'workflow', id: 'a-2' } },
    );
    expect(taken.told[0]?.[0]).toBe('workflow/a-1');
  });
});

describe('drift of what is served', () => {
  it('is measured against the frozen first window, not a rolling one', () => {
    const frozen = observed(serving()).thenFacts([
      'runs.observed',
      { finding: 'baseline', fuel_checked: true },
    ]);
    const creep = [110, 120, 130, 140, 149].map((fuel) => ({ fuel: Array.from({ length: 40 }, () => fuel) }));
    expect(findings(frozen, ...creep, { fuel: Array.from({ length: 40 }, () => 151) })).toEqual([
      ...creep.map(() => 'quiet'),
      'detected',
    ]);
  });

  it('is detected by one window, confirmed by a second, and then settles', () => {
    const detected = observed(observed(serving()), heavy).thenFacts([
      'runs.observed',
      { finding: 'detected' },
    ]);
    expect(detected.told).toMatchObject([
      ['artifact/a-1', { type: 'noteDrift', stage: 'detected', window: 2, position: 2 }],
    ]);
    const confirmed = observed(detected, heavy).thenFacts(['runs.observed', { finding: 'confirmed' }]);
    expect(confirmed.told).toMatchObject([
      ['artifact/a-1', { type: 'noteDrift', stage: 'confirmed', search: { evaluations: 100 } }],
    ]);
    // While the evolution goes on nothing more is said.
    expect(observed(confirmed, heavy).thenFacts(['runs.observed', { finding: 'settling' }]).told).toEqual([]);
  });

  it('is confirmed by the same metric only', () => {
    expect(findings(observed(serving()), heavy, wrong)).toEqual(['detected', 'cleared']);
    expect(findings(observed(serving()), heavy, { ...heavy, ...wrong })).toEqual(['detected', 'confirmed']);
  });

  it('is confirmed at once where the capability asks for no second window', () => {
    const hasty = serving({ observe: { ...declaration().observe, confirm: 0 } });
    expect(findings(observed(hasty), heavy)).toEqual(['confirmed']);
  });

  it('is cleared by a good window, and may alarm again', () => {
    expect(findings(observed(serving()), heavy, {}, heavy, heavy)).toEqual([
      'detected',
      'cleared',
      'detected',
      'confirmed',
    ]);
  });

  it('carries the evidence of both windows', () => {
    const evidence = (run: string) => ({ run, input: 'c'.repeat(64), failed: ['rule'] });
    const first = observed(observed(serving()), { ...wrong, failing: [evidence('w/1')] });
    const second = observed(first, { ...wrong, failing: [evidence('w/2')] });
    expect(second.told[0]?.[1]).toMatchObject({ evidence: { failing: [{ run: 'w/1' }, { run: 'w/2' }] } });
  });

  it('is not looked for during the cooldown after a refused evolution', () => {
    const settled = observed(observed(observed(serving()), heavy), heavy)
      .when({ type: 'settle', outcome: 'rejected' }, artifact('a-1'))
      .thenFacts('drift.settled');
    expect(findings(settled, heavy, heavy, heavy)).toEqual(['settling', 'settling', 'detected']);
  });

  it('is settled by what is served only', () => {
    serving()
      .when({ type: 'settle', outcome: 'rejected' }, artifact('a-0'))
      .thenRefused('invalid', 'only the served');
  });

  it('of fuel waits until samples from several windows are enough', () => {
    const few = (fuel: number) => ({ fuel: Array.from({ length: 10 }, () => fuel) });
    expect(findings(serving(), few(100), few(100), few(100), few(200), few(200), few(200))).toEqual([
      'baseline',
      'quiet',
      'baseline',
      'quiet',
      'quiet',
      'detected',
    ]);
  });

  it('is never measured against a baseline of a few runs that a takeover left over', () => {
    expect(findings(serving(), { n: 3, quality: { n: 3, sum: 3 }, fuel: [100] }, {}, {})).toEqual([
      'settling',
      'baseline',
      'quiet',
    ]);
  });

  it('starts anew with a successor; runs of the predecessor only move the checkpoint', () => {
    const taken = observed(serving()).when(
      { type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 },
      artifact('a-2'),
    );
    expect(context(taken).detector.baseline).toBeNull();
    const late = observed(taken, { ran: 'a-1', ...heavy }).thenFacts([
      'runs.observed',
      { finding: 'settling' },
    ]);
    expect(context(late)).toMatchObject({
      observed: { position: 2 },
      detector: { windows: 0, baseline: null },
    });
    expect(findings(late, { ran: 'a-2' })).toEqual(['baseline']);
  });

  it('is observed in order and once', () => {
    observed(serving())
      .when({
        type: 'observe',
        from: { position: 0, index: 0 },
        to: { position: 1, index: 0 },
        window: runWindow(),
      })
      .thenRefused('conflict', 'observed up to 1.0');
  });
});

describe('a suite', () => {
  const extend = { type: 'extendSuite', from: SUITE, suite: SUITE_2, added: 2, reason: 'drift' } as const;

  it('grows for a task, which hears of it', () => {
    expect(serving().when(extend, task('t-2')).thenFacts('suite.extended').told).toEqual([
      ['task/t-2', { type: 'suiteExtended', suite: SUITE_2 }],
    ]);
  });

  it('grows for a population, which hears of it as one', () => {
    const from = { kind: 'population', id: 'double-1-pop1' } as const;
    const grown = serving().when(extend, { from });
    expect(grown.thenFacts(['suite.extended', { task: from.id, by: 'population' }]).told).toEqual([
      ['population/double-1-pop1', { type: 'suiteExtended', suite: SUITE_2 }],
    ]);
  });

  it('grows only from the version it is at, so that of two tasks one prepares it again', () => {
    serving().when(extend, task('t-2')).when(extend, task('t-3')).thenRefused('conflict', 'at version 2');
    serving().when(extend).thenRefused('invalid', 'by a task');
  });
});

describe('generators', () => {
  it('start equal; rewards move the posterior of the one that earned them, and the fact says where to', () => {
    const rewarded = serving()
      .when({ type: 'reward', generator: 'local-search', reward: 1 }, task('t-1'))
      .thenFacts(['generator.rewarded', { alpha: 2, beta: 1 }])
      .when({ type: 'reward', generator: 'local-search', reward: 0.25 }, task('t-1'))
      .thenFacts(['generator.rewarded', { alpha: 2.25, beta: 1.75 }]);
    expect(context(rewarded).posteriors).toEqual({
      'repair-library': { alpha: 1, beta: 1 },
      'local-search': { alpha: 2.25, beta: 1.75 },
      crossover: { alpha: 1, beta: 1 },
    });
  });

  it('fade where the capability forgets: the fact has the posterior after it, the state those of all', () => {
    const choosing = { learner: 'discounted', gamma: 0.5 } as const;
    const rewarded = serving({ choosing })
      .when({ type: 'reward', generator: 'local-search', reward: 1 }, task('t-1'))
      .thenFacts(['generator.rewarded', { alpha: 2, beta: 1 }])
      .when({ type: 'reward', generator: 'crossover', reward: 0 }, task('t-2'))
      .thenFacts(['generator.rewarded', { generator: 'crossover', alpha: 1, beta: 2 }]);
    expect(context(rewarded).posteriors).toEqual({
      'repair-library': { alpha: 1, beta: 1 },
      'local-search': { alpha: 1.5, beta: 1 },
      crossover: { alpha: 1, beta: 2 },
    });
    expect(context(rewarded)).not.toHaveProperty('watched');
  });

  it('begin anew when the rewards of one have changed, and the fact says so', () => {
    let capability = serving({ choosing: { learner: 'drift_reset', delta: 0.01 } });
    const resets: unknown[] = [];
    for (let at = 0; at < 60; at += 1) {
      const reward = at < 30 ? 1 : 0;
      capability = capability.when({ type: 'reward', generator: 'local-search', reward }, task(`t-${at}`));
      const { data } = capability.facts[0]!;
      if (!Object.hasOwn(data, 'reset')) continue;
      const { posteriors, watched } = context(capability);
      resets.push([at > 30, data, posteriors['local-search'], watched]);
    }
    const anew = { alpha: 1, beta: 1 };
    expect(resets).toEqual([[true, expect.objectContaining({ ...anew, reset: true }), anew, {}]]);
  });

  it('that nobody declared are refused, naming those that were', () => {
    serving()
      .when({ type: 'reward', generator: 'magic', reward: 1 }, task('t-1'))
      .thenRefused('invalid', /"magic".*repair-library, local-search, crossover/);
  });
});

describe('a capability with a rollout', () => {
  const rules = RolloutRules.parse({});
  const rollout = (n = 1) => ({ from: { kind: 'rollout', id: `self-ro${n}` } as const });
  const split = (n = 1) => ({
    rollout: `self-ro${n}`,
    mode: 'share' as const,
    shadow: [],
    arms: [
      { artifact: 'a-1', share: 0.95 },
      { artifact: 'a-2', share: 0.05 },
    ],
  });
  const offered = (): Capability =>
    serving({ rollout: rules }).when(
      { type: 'offer', task: 'a-1-evo1', parents: ['a-1'], quality: 1 },
      artifact('a-2'),
    );

  it('tries what a task accepted beside what is served, and tells the three who wait', () => {
    const opened = offered().thenFacts(['rollout.opened', { rollout: 'self-ro1', n: 1 }]);
    expect(context(opened)).toMatchObject({ served: 'a-1', rollouts: { open: { challengers: ['a-2'] } } });
    expect(context(opened).split).toBeUndefined();
    expect(opened.told.map(([to, { type }]) => [to, type])).toEqual([
      ['rollout/self-ro1', 'propose'],
      ['task/a-1-evo1', 'promoted'],
      ['artifact/a-1', 'tryEvolution'],
    ]);
    expect(opened.told[1]![1]).toEqual({ type: 'promoted', artifact: 'a-2', rollout: 'self-ro1' });
  });

  const queued = (): Capability =>
    offered()
      .when({ type: 'offer', task: 'a-1-evo2', parents: ['a-1'], quality: 1 }, artifact('a-3'))
      .thenFacts([
        'rollout.queued',
        { rollout: 'self-ro2', artifact: 'a-3', task: 'a-1-evo2', behind: 'self-ro1' },
      ]);

  it('tries what is accepted meanwhile after the one that goes on, while the same serves', () => {
    queued()
      .when({ type: 'offer', task: 't-4', parents: ['a-1'], quality: 1 }, artifact('a-4'))
      .thenRefused('conflict', 'a-3 is tried after it already');
    const next = queued()
      .when({ type: 'joinTraffic', reason: 'not enough shown' }, rollout())
      .thenFacts('traffic.joined', [
        'rollout.opened',
        { rollout: 'self-ro2', n: 2, plan: expect.objectContaining({ incumbent: 'a-1', task: 'a-1-evo2' }) },
      ]);
    // Its task and what serves wait for nobody's turn.
    expect(queued().told).toEqual([
      ['task/a-1-evo2', { type: 'promoted', artifact: 'a-3', rollout: 'self-ro2' }],
      ['artifact/a-1', { type: 'tryEvolution', rollout: 'self-ro2', candidate: 'a-3' }],
    ]);
    expect(next.told.map(([to, { type }]) => [to, type])).toEqual([['rollout/self-ro2', 'propose']]);
    expect(context(next).rollouts).toEqual({
      n: 2,
      open: { rollout: 'self-ro2', challengers: ['a-3'], task: 'a-1-evo2' },
      promoted: [],
    });
  });

  it('lets go of what waits when another one serves, or somebody wants what serves alone', () => {
    const over = queued().when({ type: 'promoteChallenger', artifact: 'a-2', evidence: 'better' }, rollout());
    const reason = 'it is not tried: a-2 serves now, and it was measured against a-1';
    expect(over.told.at(-1)).toEqual(['artifact/a-3', { type: 'retire', reason }]);
    const alone = queued().when({ type: 'rollback', reason: 'complaints' });
    expect(alone.told.at(-1)).toEqual([
      'artifact/a-3',
      { type: 'retire', reason: 'it is not tried: it was rolled back by hand: complaints' },
    ]);
    for (const left of [over, alone]) expect(context(left).rollouts!.next).toBeUndefined();
  });

  it('finds drift again where what a search found waited for its turn and is not tried', () => {
    const drifted = observed(observed(observed(serving({ rollout: rules })), heavy), heavy);
    const waits = drifted
      .when({ type: 'openRollout', challengers: [{ artifact: 'a-2' }], rules })
      .when({ type: 'offer', task: 'a-1-evo1', parents: ['a-1'], quality: 1 }, artifact('a-3'))
      .thenFacts('rollout.queued');
    expect(context(waits).detector.alarm).toBe('confirmed');
    const alone = waits.when({ type: 'rollback', reason: 'complaints' }).thenFacts('traffic.joined');
    expect(context(alone).detector.alarm).toBe('quiet');
  });

  it('promotes at once where its file has no such section', () => {
    serving()
      .when({ type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 }, artifact('a-2'))
      .thenFacts(['capability.promoted', { reason: 'evolution' }]);
  });

  it('splits, promotes with the evidence, and tells a later rollback to the rollout', () => {
    const promoted = offered()
      .when({ type: 'splitTraffic', split: split() }, rollout())
      .thenFacts('traffic.split')
      .when({ type: 'promoteChallenger', artifact: 'a-2', evidence: 'quality .9 against .8' }, rollout())
      .thenFacts(
        ['traffic.joined', { by: 'rollout' }],
        [
          'capability.promoted',
          { artifact: 'a-2', reason: 'rollout', rollout: 'self-ro1', evidence: 'quality .9 against .8' },
        ],
      );
    expect(context(promoted)).toMatchObject({
      served: 'a-2',
      before: ['a-1'],
      split: null,
      rollouts: { open: null },
    });
    expect(promoted.told.map(([to, { type }]) => [to, type])).toEqual([
      ['artifact/a-1', 'succeed'],
      ['rollout/self-ro1', 'promoted'],
    ]);
    const back = promoted.when({ type: 'rollback', reason: 'complaints' }).thenFacts('capability.promoted');
    expect(back.told.at(-1)).toEqual([
      'rollout/self-ro1',
      { type: 'reverse', artifact: 'a-2', instead: 'a-1', reason: 'complaints' },
    ]);
  });

  it('joins at once when it is rolled back by hand while a rollout goes on', () => {
    const joined = offered()
      .when({ type: 'splitTraffic', split: split() }, rollout())
      .when({ type: 'rollback', reason: 'by hand' })
      .thenFacts(['traffic.joined', { by: 'rollback', reason: 'by hand' }]);
    expect(context(joined)).toMatchObject({ served: 'a-1', split: null });
    expect(joined.told).toEqual([['rollout/self-ro1', { type: 'lost', by: 'rollback', reason: 'by hand' }]]);
    joined
      .when({ type: 'promoteChallenger', artifact: 'a-2', evidence: 'late' }, rollout())
      .thenRefused('conflict', 'self-ro1 does not go on here: no rollout does');
  });

  it('stays with the later of two splits when the earlier one comes late', () => {
    const later = { ...split(), n: 2 };
    const late = { ...split(), n: 1, shadow: ['a-2'], arms: [{ artifact: 'a-1', share: 1 }] };
    const stays = offered()
      .when({ type: 'splitTraffic', split: later }, rollout())
      .when({ type: 'splitTraffic', split: late }, rollout())
      .thenFacts(['traffic.split', { split: later }]);
    expect(context(stays).split).toEqual(later);
  });

  it('ends a rollout that cannot begin, so that another one can', () => {
    const message = '"proposing it again" is refused';
    const ended = offered()
      .when({ type: 'tellRefused', to: 'rollout/self-ro1', command: 'propose', code: 'conflict', message })
      .thenFacts(['traffic.joined', { by: 'rollout', reason: `rollout/self-ro1 cannot begin: ${message}` }]);
    ended
      .when({ type: 'tellRefused', to: 'rollout/self-ro1', command: 'propose', code: 'conflict', message })
      .thenRefused('invalid', message);
    ended
      .when({ type: 'openRollout', challengers: [{ artifact: 'a-2' }], rules })
      .thenFacts(['rollout.opened', { rollout: 'self-ro2' }]);
  });

  it('ends a rollout when its incumbent changes by something else', () => {
    const hand = serving().when({ type: 'openRollout', challengers: [{ artifact: 'a-2' }], rules });
    const changed = hand
      .when({ type: 'offer', task: 't-3', parents: ['a-1'], quality: 1 }, artifact('a-3'))
      .thenFacts(['traffic.joined', { by: 'promotion' }], ['capability.promoted', { artifact: 'a-3' }]);
    expect(changed.told[0]).toMatchObject(['rollout/self-ro1', { type: 'lost', by: 'promotion' }]);
  });

  it('retires what did harm, and lets drift be found again', () => {
    const joined = offered()
      .when({ type: 'joinTraffic', reason: 'errors', retired: ['a-2', 'a-9'] }, rollout())
      .thenFacts(['traffic.joined', { retired: ['a-2'] }]);
    expect(joined.told).toEqual([
      ['artifact/a-2', { type: 'retire', reason: 'self-ro1 found that it does harm' }],
    ]);
  });

  it.each([
    [[], 'name one to three'],
    [['a-1'], 'a-1 is served already'],
    [['a-2', 'a-2'], 'a challenger is named twice: a-2, a-2'],
    [['a-2', 'a-3', 'a-4', 'a-5'], '4 challengers: name one to three'],
  ])('opens none with %j', (ids, why) => {
    const challengers = ids.map((id) => ({ artifact: id }));
    serving().when({ type: 'openRollout', challengers, rules }).thenRefused('invalid', why);
    ready().when({ type: 'openRollout', challengers, rules }).thenRefused('invalid', 'nothing is served yet');
  });

  it('follows only the rollout that goes on, and only its arms', () => {
    const open = offered();
    open.when({ type: 'splitTraffic', split: split() }).thenRefused('invalid', 'told by a rollout only');
    open
      .when({ type: 'splitTraffic', split: split(2) }, rollout(2))
      .thenRefused('conflict', 'self-ro2 does not go on here: self-ro1 does');
    const strange = { ...split(), shadow: ['a-7'] };
    open.when({ type: 'splitTraffic', split: strange }, rollout()).thenRefused('invalid', 'names a-7');
    open
      .when({ type: 'promoteChallenger', artifact: 'a-7', evidence: '' }, rollout())
      .thenRefused('invalid', 'a-7 is no challenger of self-ro1');
  });
});
