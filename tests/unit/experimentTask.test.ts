import { describe, expect, it } from 'vitest';
import type { Setting } from '../../events/optimization.ts';
import { measured } from '../../machines/rules/measured.ts';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { artifact, HASH, proof, request } from '../samples.ts';

const session = { kind: 'optimization', id: 'double-1-opt1' } as const;
const asked = (setting: Setting) =>
  request({
    mode: 'optimize',
    target: 'double-1',
    deadline_ms: 300_000,
    experiment: {
      session: session.id,
      n: 4,
      ...setting,
      from: null,
      budget: 'optimize-2026-01-01',
      parent: measured(proof({ fuel: 1000 })),
    },
  });
const SEARCH: Setting = { generator: 'local-search', temperature: null };
const begun = (): Outcome<'task'> =>
  given('task').when({ type: 'submit', served: null, request: asked(SEARCH) }, { from: session });
const proposed = (at: Outcome<'task'>, ...ids: string[]): Outcome<'task'> =>
  at.when({
    type: 'proposed',
    generator: 'local-search',
    candidates: ids.map((id) => ({
      artifact: id,
      source: HASH,
      operators: ['cmp'],
      found_at: 7,
      fuel: 90,
      parents: ['double-1'],
    })),
    evaluations: 40,
    yields: {},
    cost_micro: 5,
    note: '',
  });
const offered = (): Outcome<'task'> =>
  proposed(begun(), 'double-2').when({ type: 'candidateProved', proof: proof({ fuel: 500, cost_micro: 3 }) });
const report = (at: Outcome<'task'>) =>
  at.told.filter(([to]) => to === 'optimization/double-1-opt1').map(([, command]) => command);

describe('a task that is an experiment', () => {
  it('is only submitted by its session, begins with its generator, and asks no budget', () => {
    const [other] = [{ kind: 'optimization', id: 'another' } as const];
    given('task')
      .when({ type: 'submit', served: null, request: asked(SEARCH) })
      .thenRefused('invalid', 'by its session');
    given('task')
      .when({ type: 'submit', served: null, request: asked(SEARCH) }, { from: other })
      .thenRefused('invalid');
    const at = begun();
    at.thenFacts('task.accepted', 'task.funded', ['generator.chosen', { generator: 'local-search' }]).in({
      working: 'proposing',
    });
    expect(at.told).toEqual([]);
  });

  it('is not dropped any more once its candidate takes over', () => {
    offered()
      .when({ type: 'select' })
      .when({ type: 'drop', reason: 'the session ended' })
      .thenRefused('conflict', 'takes over');
  });

  it('offers what is better with its counted fitness and all it cost, and waits', () => {
    const at = offered().in({ working: 'offered' });
    expect(report(at)).toEqual([
      expect.objectContaining({
        type: 'experimentEnded',
        n: 4,
        outcome: 'better',
        artifact: 'double-2',
        evaluations: 40,
        cost_micro: 8,
      }),
    ]);
    expect(at.facts[0]?.data).toMatchObject({ fitness: expect.closeTo(0.999167, 5) });
    expect(at.ended).toContain('deadline');
    at.when({ type: 'deadline' }).thenRefused('conflict', 'waits for its session');
  });

  it('is stored and reported once it is selected, dropped without a second report otherwise', () => {
    const stored = offered().when({ type: 'select' }, { from: session });
    stored.thenFacts('candidate.selected').in({ working: 'storing' });
    const adopted = stored.when({ type: 'promoted', artifact: 'double-2' });
    expect(report(adopted)).toEqual([{ type: 'adopted', n: 4, artifact: 'double-2' }]);
    const dropped = offered().when({ type: 'drop', reason: 'another is better' }, { from: session });
    expect(dropped.told).toEqual([['artifact/double-2', { type: 'reject', reason: 'another is better' }]]);
  });

  it('says that somebody else was promoted first', () => {
    const at = offered()
      .when({ type: 'select' }, { from: session })
      .when({ type: 'candidateFailed', reason: 'another is served' });
    expect(report(at)).toEqual([
      expect.objectContaining({ type: 'experimentEnded', outcome: 'failed', artifact: 'double-2' }),
    ]);
  });

  it('tells what came to nothing from what came to no end, which another session tries again', () => {
    const outcomes = (at: Outcome<'task'>) => report(at).map(({ outcome }) => outcome);
    const nothing = proposed(begun()).when({ type: 'nothingToChoose', reason: 'no edit helps' });
    expect(outcomes(nothing)).toEqual(['nothing']);
    expect(nothing.facts[0]?.data).not.toHaveProperty('unfinished');
    const worse = proposed(begun(), 'double-2').when({
      type: 'candidateProved',
      proof: proof({ fuel: 1000 }),
    });
    expect(outcomes(worse.when({ type: 'nothingToChoose', reason: 'no edit helps' }))).toEqual([
      'not_better',
    ]);
    for (const cut of [
      begun().when({ type: 'deadline' }),
      begun().when({ type: 'drop', reason: 'the session stopped' }, { from: session }),
      begun().when({
        type: 'effectFailed',
        name: 'propose',
        child: 'propose',
        error: 'no engine',
        attempts: 3,
      }),
      worse.when({ type: 'deadline' }),
    ]) {
      expect(outcomes(cut)).toEqual(['failed']);
      expect(cut.facts.at(-1)?.data).toMatchObject({ unfinished: true });
    }
  });

  it('keeps other tasks as they were: they name no end as none', () => {
    const late = given('task')
      .when({ type: 'submit', served: null, request: request({ deadline_ms: 5 }) })
      .when({ type: 'deadline' });
    expect(late.facts[0]?.data).not.toHaveProperty('unfinished');
    late.in('unanswered');
    given('task')
      .when({ type: 'submit', served: null, request: request() })
      .when({ type: 'drop', reason: 'x' })
      .thenRefused('invalid', 'only an experiment');
  });
});

describe('a target of a session', () => {
  const stored = (): Outcome<'artifact'> =>
    given('artifact')
      .when({ type: 'generate', artifact: artifact() })
      .when({ type: 'recordProof', proof: proof(), quality_min: 0 });
  const joined = (): Outcome<'artifact'> => stored().when({ type: 'join' }, { from: session });

  it('takes part in one session at a time', () => {
    joined()
      .in('evolving')
      .when({ type: 'join' }, { from: { kind: 'optimization', id: 'another' } })
      .thenRefused('illegal');
    stored().when({ type: 'join' }).thenRefused('invalid', 'only a session');
  });

  it('goes on where its session ended before it heard of it', () => {
    const late = {
      type: 'tellRefused',
      command: 'targetJoined',
      code: 'conflict',
      message: 'the state is "ended"',
    } as const;
    const back = joined().when({ ...late, to: 'optimization/double-1-opt1' });
    back.thenFacts(['evolution.rejected', { task: 'double-1-opt1' }]).in('stored');
    expect(back.context).not.toHaveProperty('inSession', true);
    joined()
      .when({ ...late, to: 'optimization/another' })
      .thenRefused('invalid');
    back.when({ type: 'join' }, { from: session }).thenFacts(['evolution.joined', { attempt: 2 }]);
  });
});
