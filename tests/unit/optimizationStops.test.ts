import { describe, expect, test } from 'vitest';
import type { Setting } from '../../events/optimization.ts';
import { CLIMB_MAX } from '../../machines/optimization/next.ts';
import type { Outcome } from '../given.ts';
import { budget, end, ofFitness, plan, queued, searching, SETTINGS, target } from '../optimizing.ts';

type Session = Outcome<'optimization'>;

const SEARCHES: readonly Setting[] = ['a', 'b', 'c', 'd'].map((generator) => ({
  generator,
  temperature: null,
}));
const later = (ms: number): string => new Date(Date.parse('2026-01-01T00:00:00.000Z') + ms).toISOString();
const open = (at: Session): number[] => (at.context['open'] as { n: number }[]).map(({ n }) => n);
const drops = (at: Session): string[] => at.told.filter(([, { type }]) => type === 'drop').map(([to]) => to);
const toldTo = (at: Session, to: string) =>
  at.told.filter(([who]) => who === to).map(([, command]) => command);
/** Every experiment that is open ends so. */
const endAll = (at: Session, fitness: number | null, outcome: 'better' | 'nothing' = 'better'): Session =>
  open(at).reduce((now, n) => end(now, n, fitness, outcome), at);
/** Every experiment is better than the one before. */
const gainAll = (at: Session): Session => open(at).reduce((now, n) => end(now, n, 0.5 + n / 1000), at);

describe('a session stops', () => {
  test('T19: after as many experiments in a row without a gain as its patience', () => {
    const first = endAll(end(searching({ experiments: [...SEARCHES] }), 1, 0.8), null, 'nothing');
    first.thenFacts(
      'experiment.ended',
      ...SEARCHES.map(() => ['experiment.planned', { stage: 'climb' }] as const),
    );
    endAll(first, 0.79).thenFacts(
      'experiment.ended',
      ['optimization.stopped', { stop: 'patience', reason: '4 experiments in a row without a gain' }],
      ['optimization.chosen', { n: 1 }],
    );
    // A gain starts the count again.
    const gained = endAll(end(first, 8, 0.81), 0.7);
    gained.thenFacts(
      ['experiment.ended', { outcome: 'below' }],
      ...SEARCHES.map(() => 'experiment.planned' as const),
    );
  });

  test('T20: once its fitness is above the bound, not on it', () => {
    const on = endAll(end(searching(), 1, 0.95), null, 'nothing');
    expect(on.facts.map(({ type }) => type)).not.toContain('optimization.stopped');
    endAll(end(searching(), 1, 0.950001), null, 'nothing').thenFacts(
      'experiment.ended',
      'tool.evolved',
      ['optimization.stopped', { stop: 'fitness', reason: 'fitness 0.950001 is above 0.95' }],
      ['optimization.chosen', { n: 1 }],
    );
  });

  test('T21: when its time is over: what is open is dropped, the best so far takes over', () => {
    const over = end(searching(), 1, 0.8).when({ type: 'deadline' });
    over.thenFacts(['optimization.stopped', { stop: 'time' }]);
    expect(drops(over)).toEqual([2, 3, 4, 5].map((n) => `task/self-x${n}`));
    // One had found something better still, but it was told to drop it.
    const late = end(over, 2, 0.99);
    late.thenFacts(['experiment.ended', { outcome: 'dropped', best: 0.8, cost_micro: 1000 }]);
    expect(drops(late)).toEqual(['task/self-x2']);
    const chosen = endAll(late, null, 'nothing');
    chosen.thenFacts(
      ['experiment.ended', { outcome: 'dropped' }],
      ['optimization.chosen', { n: 1, over: [] }],
    );
    expect(chosen.told).toEqual([['task/self-x1', { type: 'select' }]]);
  });

  test('T21: when its time is over before anything was tried, and leaves its target and its money', () => {
    const measuring = queued()
      .when({ type: 'begin', by: 'test' })
      .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
      .when({ type: 'fundsGranted', evaluations: 800 }, { from: budget });
    const over = measuring.when({ type: 'deadline' });
    over.thenFacts('optimization.stopped', [
      'optimization.ended',
      { outcome: 'nothing_better', fitness_before: null },
    ]);
    expect(over.told).toEqual([
      [`budget/${plan.budget}`, { type: 'settle', evaluations: 0, cost_micro: 0 }],
      ['artifact/email-v1', expect.objectContaining({ type: 'rejectEvolution' })],
    ]);
    expect(over.ended).toContain('proveTarget');
  });

  test('T22: when another experiment could cost more than is left', () => {
    const dear = { budget_micro: 300_000, experiments: SETTINGS.slice(0, 3) };
    let at = end(searching(dear), 1, 0.8, 'better', { cost: 100_000 });
    at = end(end(at, 2, null, 'failed', { cost: 100_000 }), 3, null, 'nothing', { cost: 49_900 });
    at.thenFacts('experiment.ended', ['experiment.planned', { n: 4, temperature: 0 }]);
    const spent = end(at, 4, 0.7, 'better', { cost: 1 });
    spent.thenFacts(
      'experiment.ended',
      ['optimization.stopped', { stop: 'budget', reason: expect.stringMatching('250001 of 300000') }],
      ['optimization.chosen', { n: 1 }],
    );
  });

  test('T22: what failed is paid, too: the whole of it is settled', () => {
    let at = searching({ experiments: SETTINGS.slice(0, 3) });
    for (const n of [1, 2, 3]) at = end(at, n, null, 'failed', { cost: 7000 });
    expect(toldTo(at, `budget/${plan.budget}`)).toEqual([
      { type: 'settle', evaluations: 30, cost_micro: 21_100 },
    ]);
  });

  test('where the climb could go on for ever', () => {
    let at = searching({ experiments: [...SEARCHES], stop_fitness: 1 }, 0.2);
    while (open(at).length > 0) at = gainAll(at);
    expect(at.context['planned']).toBe(SEARCHES.length + CLIMB_MAX);
    at.thenFacts('experiment.ended', ['optimization.stopped', { stop: 'steps' }], 'optimization.chosen');
  });
});

describe('a session that finds nothing', () => {
  test('ends without one where all are as fit as the parent, and the parent goes on', () => {
    const at = endAll(searching(), 0.75);
    at.thenFacts(
      ['experiment.ended', { outcome: 'below', best: 0.75 }],
      ['optimization.stopped', { stop: 'nothing_better' }],
      [
        'optimization.ended',
        { outcome: 'nothing_better', artifact: null, fitness_after: 0.75, improvement: null },
      ],
    );
    expect(toldTo(at, 'artifact/email-v1')).toEqual([
      {
        type: 'rejectEvolution',
        reason: 'none of 5 experiments is better than 0.75',
        compared: { fitness: { parent: 0.75, child: 0.75 } },
        candidate: null,
      },
    ]);
  });

  test('ends without one where every generator fails', () => {
    let at = searching();
    for (const n of [1, 2, 3, 4, 5]) at = end(at, n, null, 'failed');
    at.thenFacts('experiment.ended', 'optimization.stopped', [
      'optimization.ended',
      { outcome: 'nothing_better' },
    ]);
    expect(drops(at)).toEqual([]);
  });

  test('takes a fitness that is no number for none', () => {
    const at = endAll(searching(), null);
    at.thenFacts(
      ['experiment.ended', { outcome: 'below', fitness: null }],
      'optimization.stopped',
      'optimization.ended',
    );
    expect(at.facts[0]?.data).toMatchObject({ reason: 'its fitness is no number: measured' });
    expect(drops(at)).toEqual(['task/self-x5']);
  });

  test('is refused where the parent has a metric that is no number', () => {
    const measuring = queued()
      .when({ type: 'begin', by: 'test' })
      .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
      .when({ type: 'fundsGranted', evaluations: 800 }, { from: budget });
    measuring
      .when({ type: 'parentProved', artifact: target.id, proof: { ...ofFitness(0.7), pass_rate: NaN } })
      .thenFacts('optimization.stopped', [
        'optimization.ended',
        { outcome: 'refused', fitness_before: null },
      ]);
  });
});

test('what was tried is tried again where the suite was extended while the session waited', () => {
  const known = SETTINGS.slice(0, 2).map((one) => ({
    ...one,
    task: 'before-x1',
    outcome: 'nothing' as const,
    fitness: null,
  }));
  const { hash } = ofFitness(0.75).suite;
  expect(open(searching({ known, suite: hash }))).toEqual([3, 4, 5]);
  expect(open(searching({ known, suite: 'f'.repeat(64) }))).toEqual([1, 2, 3, 4, 5]);
});

describe('the money of a session', () => {
  test('says the same at its end as the budget books, where all was known and only the parent was proved', () => {
    const known = SETTINGS.map((one) => ({
      ...one,
      task: 'before-x1',
      outcome: 'nothing' as const,
      fitness: null,
    }));
    const at = searching({ known });
    expect(at.facts.at(-1)).toMatchObject({ type: 'optimization.ended', data: { cost_micro: 100 } });
    expect(toldTo(at, `budget/${plan.budget}`)).toEqual([
      { type: 'settle', evaluations: 0, cost_micro: 100 },
    ]);
  });

  test('has to be enough for three candidates and the proof of the parent, or the least is named', () => {
    queued({ budget_micro: 199_999 })
      .thenFacts(['optimization.refused', { target: 'email-v1' }])
      .in('refused');
    expect(queued({ budget_micro: 199_999 }).facts[0]?.data).toMatchObject({
      refusal: expect.stringMatching(
        /^\$0\.199999 pays for 2 experiments.*3 are the least, at least \$0\.200000$/,
      ),
    });
    queued({ budget_micro: 200_000 }).in('queued');
  });

  test('is said in full where everything was tried before: the proof of the parent was paid', () => {
    const tried = { task: 'earlier', outcome: 'nothing', fitness: null } as const;
    const over = searching({ known: SETTINGS.map((setting) => ({ ...setting, ...tried })) });
    expect(over.facts.at(-1)).toMatchObject({ type: 'optimization.ended', data: { cost_micro: 100 } });
    expect(toldTo(over, `budget/${plan.budget}`)).toEqual([
      { type: 'settle', evaluations: 0, cost_micro: 100 },
    ]);
  });

  test('leaves what it cannot pay for out of stage 1', () => {
    expect(queued({ budget_micro: 249_999 }).facts[0]?.data).toMatchObject({
      plan: { experiments: SETTINGS.slice(0, 3) },
    });
    expect(queued({ budget_micro: 300_000 }).facts[0]?.data).toMatchObject({
      plan: { experiments: SETTINGS },
    });
    queued({ budget_micro: 0, experiment_micro: 0 }).in('queued');
  });

  test('is not touched where the target is taken: the second session ends as a conflict', () => {
    const at = queued().when({ type: 'begin', by: 'test' }).when({
      type: 'tellRefused',
      to: 'artifact/email-v1',
      command: 'join',
      code: 'conflict',
      message: 'the state is "evolving"',
    });
    at.thenFacts('optimization.stopped', ['optimization.ended', { outcome: 'conflict' }]).in('ended');
    expect(at.told).toEqual([]);
  });

  test('that is denied ends it', () => {
    const at = queued()
      .when({ type: 'begin', by: 'test' })
      .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
      .when(
        { type: 'fundsDenied', reason: '1000000 micro-dollars are asked for, 5 of 10 are left' },
        { from: budget },
      );
    at.thenFacts('optimization.stopped', ['optimization.ended', { outcome: 'refused' }]);
    expect(at.told.map(([to, { type }]) => `${to} ${String(type)}`)).toEqual([
      'artifact/email-v1 rejectEvolution',
    ]);
  });
});

describe('the clock of a session', () => {
  const timer = (at: Session) =>
    at.effects.filter(({ name }) => name === 'timer').map(({ delayMs }) => delayMs);

  test('counts work only: a pause stops it, its end sets what is left', () => {
    const begun = queued().when({ type: 'begin', by: 'test' });
    expect(timer(begun)).toEqual([600_000]);
    const paused = begun.when({ type: 'pause', reason: 'not now' }, { at: later(100_000) });
    expect(paused.ended).toContain('deadline');
    const resumed = paused.when({ type: 'resume', reason: 'now' }, { at: later(864_000_000) });
    expect(timer(resumed)).toEqual([500_000]);
    paused.when({ type: 'deadline' }).thenRefused('conflict', 'paused');
  });

  test('that jumps ahead or stands still leaves at least a millisecond and never more than all', () => {
    const begun = queued().when({ type: 'begin', by: 'test' });
    const ahead = begun
      .when({ type: 'pause', reason: 'not now' }, { at: later(9e9) })
      .when({ type: 'resume', reason: 'now' }, { at: later(9e9) });
    expect(timer(ahead)).toEqual([1]);
    const back = begun
      .when({ type: 'pause', reason: 'not now' }, { at: later(-9e9) })
      .when({ type: 'resume', reason: 'now' }, { at: later(-9e9) });
    expect(timer(back)).toEqual([600_000]);
  });

  test('strikes once, and not while the best takes over', () => {
    const over = searching().when({ type: 'deadline' });
    over.when({ type: 'deadline' }).thenRefused('conflict', 'it stops already');
    const taking = endAll(end(searching(), 1, 0.96), null, 'nothing').in({ working: 'taking' });
    taking.when({ type: 'deadline' }).thenRefused('illegal');
    taking.when({ type: 'pause', reason: 'x' }).thenRefused('conflict', 'taking over');
    taking.when({ type: 'cancel', reason: 'x' }).thenRefused('conflict', 'dse rollback');
    taking
      .when({ type: 'adopted', n: 2, artifact: 'email-x2' })
      .thenRefused('invalid', 'experiment 1 is taken');
    taking.when({ type: 'adopted', n: 1, artifact: 'email-x1' }).in('ended');
  });
});

describe('the tool of a session', () => {
  test.each([
    [1.11, 0.8325, ['tool.evolved']],
    [1.1, 0.825, []],
    [1.09, 0.8175, []],
  ])('T16: at %d times the fitness of the parent', (_, fitness, evolved) => {
    const at = endAll(end(searching(), 1, fitness), null, 'nothing');
    expect(at.facts.filter(({ type }) => type === 'tool.evolved').map(({ type }) => type)).toEqual(evolved);
    const ended = endAll(at, null, 'nothing').when({ type: 'adopted', n: 1, artifact: 'email-x1' });
    expect(toldTo(ended, 'capability/email-validator').map(({ type }) => type)).toEqual(
      evolved.map(() => 'registerExpert'),
    );
  });

  test('is none where the parent is worth nothing: there is nothing to be so much better than', () => {
    const at = endAll(end(searching({}, 0), 1, 0.5), null, 'nothing');
    expect(at.facts.map(({ type }) => type)).not.toContain('tool.evolved');
  });
});

describe('the climb', () => {
  const around = (temperature: number): (number | null)[] => {
    const at = searching({ experiments: [{ generator: 'warm', temperature }, ...SEARCHES] });
    return (endAll(end(at, 1, 0.8), null, 'nothing').context['open'] as Setting[]).map(
      (one) => one.temperature,
    );
  };

  test('C53: looks at both neighbours, and never beyond the ends of the range', () => {
    expect(around(0.7)).toEqual([0.6, 0.8]);
    expect(around(0)).toEqual([0.1]);
    expect(around(2)).toEqual([1.9]);
  });
});

describe('a message that cannot be told', () => {
  const taking = endAll(end(searching(), 1, 0.96), null, 'nothing');
  const failed = { type: 'effectFailed', name: 'tell', error: 'no log', attempts: 3 } as const;

  test('ends the session where it was the one that lets the best take over', () => {
    const child = taking.effects.find(
      ({ name, input }) => name === 'tell' && JSON.stringify(input).includes('select'),
    )!.child;
    taking
      .when({ ...failed, child: 'tell' })
      .thenFacts('effect.failed')
      .in({ working: 'taking' });
    const at = taking.when({ ...failed, child });
    at.thenFacts('effect.failed', ['optimization.ended', { outcome: 'conflict' }]);
    expect(toldTo(at, 'artifact/email-v1').map(({ type }) => type)).toEqual(['rejectEvolution']);
  });

  test('leaves nothing behind: what was to be selected is dropped, so that it does not wait for ever', () => {
    const child = taking.effects.find(({ input }) => JSON.stringify(input).includes('select'))!.child;
    expect(drops(taking.when({ ...failed, child }))).toEqual(['task/self-x1']);
    expect(drops(taking.when({ type: 'adopted', n: 1, artifact: 'email-x1' }))).toEqual([]);
  });

  test('leaves the target and the money where the session ends before it hears of them', () => {
    const joining = queued().when({ type: 'begin', by: 'test' });
    const leave = ['artifact/email-v1', expect.objectContaining({ type: 'rejectEvolution' })];
    expect(joining.when({ type: 'deadline' }).told).toEqual([leave]);
    expect(joining.when({ type: 'cancel', reason: 'x' }).told).toEqual([leave]);
    expect(joining.when({ ...failed, child: 'tell' }).told).toEqual([leave]);
    const funding = joining.when(
      { type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 },
      { from: target },
    );
    const settle = [`budget/${plan.budget}`, { type: 'settle', evaluations: 0, cost_micro: 0 }];
    expect(funding.when({ type: 'deadline' }).told).toEqual([settle, leave]);
    expect(funding.when({ type: 'cancel', reason: 'x' }).told).toEqual([settle, leave]);
  });

  test('makes an experiment fail where it was its submission', () => {
    searching()
      .when({ ...failed, child: 'submit-2' })
      .thenFacts('effect.failed', ['experiment.ended', { n: 2, outcome: 'failed' }]);
  });
});

test('its state stays below 8 KiB with ten experiments of long names, known ones too, and all the steps there may be', () => {
  const long = (letter: string, n: number): string => `${letter.repeat(61)}-${String(n).padStart(2, '0')}`;
  const experiments = Array.from({ length: 10 }, (_, index) => ({
    generator: long('g', index),
    temperature: null,
  }));
  const known = experiments.slice(5).map((one, index) => ({
    ...one,
    task: long('t', index),
    outcome: 'nothing' as const,
    fitness: 0.123456,
  }));
  const { hash: suite } = ofFitness(0.2).suite;
  let at = searching({ experiments, known, suite, stop_fitness: 1, budget: 'b'.repeat(64) }, 0.2);
  let most = 0;
  while (open(at).length > 0) {
    at = gainAll(at);
    most = Math.max(most, JSON.stringify(at.context).length);
  }
  expect(at.context['planned']).toBe(experiments.length + CLIMB_MAX);
  // The ids of these tests are short: those of its capability, its target, itself and ten open tasks may have 64 characters each.
  expect(most + 13 * 64).toBeLessThan(8192);
});
