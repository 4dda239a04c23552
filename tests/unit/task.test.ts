import { describe, expect, it } from 'vitest';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { HASH, proof, request, SUITE, SUITE_2, failure } from '../samples.ts';
import type { TaskCommand } from '../../machines/task/commands.ts';
import type { ProofSummary } from '../../events/proof.ts';
import type { TaskRequest } from '../../events/task.ts';

type Task = Outcome<'task'>;

const choose = (generator = 'local-search'): TaskCommand => ({
  type: 'generatorChosen',
  generator,
  arms: [],
  seed: 3,
  capability_version: 2,
  reason: 'a draw',
});
const propose = (...artifacts: string[]): TaskCommand => ({
  type: 'proposed',
  generator: 'local-search',
  candidates: artifacts.map((artifact) => ({
    artifact,
    source: HASH,
    operators: ['cmp'],
    found_at: 3,
    fuel: 900,
    parents: ['parent'],
  })),
  evaluations: 40,
  yields: {},
  cost_micro: 2,
  note: 'found',
});
const proved = (different: Partial<ProofSummary> = {}): TaskCommand => ({
  type: 'candidateProved',
  proof: proof({ suite: SUITE_2, ...different }),
});

const metric = (reason: 'quality' | 'fuel' | 'latency') =>
  ({ reason, statistic: 0.6, baseline: 0.98, threshold: 0.75, samples: 100 }) as const;
const optimize = (...reasons: ('quality' | 'fuel' | 'latency')[]): TaskRequest =>
  request({
    mode: 'optimize',
    target: 'parent',
    evidence: { metrics: reasons.map(metric), failing: [], heaviest: [] },
  });

const submitted = (what: TaskRequest = request()): Task =>
  given('task').when({ type: 'submit', request: what, served: null });
const choosing = (): Task => submitted().when({ type: 'fundsGranted', evaluations: 1000 });

/** An OPTIMIZE task whose parent was proved on suite n+1. */
function measured(parent: Partial<ProofSummary>, ...reasons: ('quality' | 'fuel' | 'latency')[]): Task {
  return submitted(optimize(...reasons))
    .when({ type: 'evidencePrepared', base: SUITE, suite: SUITE_2, added: 2, evaluations: 20 })
    .when({ type: 'suiteExtended', suite: SUITE_2 })
    .when({ type: 'fundsGranted', evaluations: 1000 })
    .when({ type: 'parentProved', artifact: 'parent', proof: proof({ suite: SUITE_2, ...parent }) })
    .when(choose())
    .when(propose('child'))
    .in({ working: 'proving' });
}

describe('a CORE task', () => {
  it('on a proven capability is answered at once from memory', () => {
    given('task')
      .when({ type: 'submit', request: request(), served: { artifact: 'a1', quality: 0.9 } })
      .thenFacts(
        ['task.accepted', { served: 'a1' }],
        ['task.answered', { artifact: 'a1', by: 'memory', quality: 0.9 }],
      )
      .in('answered');
  });

  it('asks the budget for all attempts before anything is spent', () => {
    const funding = submitted().in({ working: 'funding' });
    expect(funding.told).toEqual([['budget/default', { type: 'reserve', evaluations: 200 }]]);
  });

  it('goes from a seed to the answer: chosen, proposed, proved, stored, served, settled', () => {
    const chosen = choosing().when(choose('seed')).in({ working: 'proposing' });
    expect(chosen.effects).toMatchObject([{ name: 'propose', input: { generator: 'seed' } }]);
    const waiting = chosen.when(propose('first')).in({ working: 'proving' });
    expect(waiting.effects).toMatchObject([
      { name: 'generateCandidate', input: { candidate: { artifact: 'first' } } },
    ]);
    const accepted = waiting
      .when(proved())
      .thenFacts(['candidate.judged', { artifact: 'first', verdict: 'accepted', quality: 1 }])
      .in({ working: 'storing' });
    // A seed is no arm of the bandit: it earns nothing.
    expect(accepted.told).toEqual([['artifact/first', { type: 'store' }]]);
    const answered = accepted
      .when({ type: 'promoted', artifact: 'first' })
      .thenFacts(['task.answered', { artifact: 'first', by: 'seed', quality: 1 }])
      .in('answered');
    expect(answered.told).toEqual([['budget/default', { type: 'settle', evaluations: 40, cost_micro: 3 }]]);
  });

  it('proves its candidates one after the other, and rewards the generator by what came of them', () => {
    const second = choosing()
      .when(choose())
      .when(propose('one', 'two'))
      .when({ type: 'candidateFailed', reason: 'it does not load' })
      .in({ working: 'proving' });
    expect(second.told).toEqual([['artifact/one', { type: 'reject', reason: 'it does not load' }]]);
    expect(second.effects).toContainEqual(
      expect.objectContaining({
        name: 'generateCandidate',
        input: { candidate: expect.objectContaining({ artifact: 'two' }) },
      }),
    );
    expect(second.when(proved()).told).toContainEqual([
      'capability/double',
      { type: 'reward', generator: 'local-search', reward: 1 },
    ]);
    expect(
      second.when({ type: 'candidateFailed', reason: 'wrong' }).in({ working: 'choosing' }).told,
    ).toContainEqual(['capability/double', { type: 'reward', generator: 'local-search', reward: 0 }]);
  });

  it('chooses again after a generator that found nothing, and knows which were tried', () => {
    const again = choosing().when(choose()).when(propose()).in({ working: 'choosing' });
    expect(again.effects).toContainEqual(
      expect.objectContaining({ name: 'chooseGenerator', input: { tried: ['local-search'] } }),
    );
  });

  it('with nothing to start from ends unanswered with the ways out, and its funds are settled', () => {
    const ended = choosing()
      .when({ type: 'nothingToChoose', reason: 'there is no code to start from' })
      .thenFacts([
        'task.unanswered',
        {
          reason: 'there is no code to start from',
          ways_out: [
            expect.stringContaining('add a seed to the capability file'),
            expect.stringContaining('name a generator in the settings'),
            expect.stringContaining('dse artifact store'),
          ],
        },
      ])
      .in('unanswered');
    expect(ended.told).toEqual([['budget/default', { type: 'settle', evaluations: 0, cost_micro: 0 }]]);
  });

  it('says what the last candidate lacked', () => {
    choosing()
      .when(choose())
      .when(propose('one'))
      .when(
        proved({
          verdict: 'failed',
          passed: 9,
          failures: [failure('example/2', 'expected 4, got 5')],
        }),
      )
      .when({ type: 'nothingToChoose', reason: 'all attempts are used' })
      .thenFacts([
        'task.unanswered',
        {
          reason:
            'all attempts are used; the last candidate: it fails the suite: example/2: expected 4, got 5',
        },
      ]);
  });

  it('without funds ends unanswered and owes nothing', () => {
    const ended = submitted()
      .when({ type: 'fundsDenied', reason: '0 of 10 are left' })
      .thenFacts('task.unanswered');
    expect(ended.told).toEqual([]);
  });

  it('whose candidate lost its place ends instead of waiting for ever', () => {
    choosing()
      .when(choose())
      .when(propose('late'))
      .when(proved())
      .when({ type: 'candidateFailed', reason: 'it is not served: other is served' })
      .thenFacts(['task.unanswered', { reason: expect.stringContaining('other is served') }]);
  });
});

describe('an OPTIMIZE task', () => {
  it('needs a target', () => {
    given('task')
      .when({ type: 'submit', request: request({ mode: 'optimize' }), served: null })
      .thenRefused('invalid', 'needs a target');
  });

  it('makes suite n+1, has it adopted, then measures the parent on it', () => {
    const extending = submitted(optimize('quality'))
      .in({ working: 'preparing' })
      .when({ type: 'evidencePrepared', base: SUITE, suite: SUITE_2, added: 2, evaluations: 20 })
      .in({ working: 'extending' });
    expect(extending.told).toMatchObject([
      ['capability/double', { type: 'extendSuite', from: SUITE, suite: SUITE_2, added: 2 }],
    ]);
    const measuring = extending
      .when({ type: 'suiteExtended', suite: SUITE_2 })
      .when({ type: 'fundsGranted', evaluations: 1000 })
      .in({ working: 'measuring' });
    expect(measuring.effects).toMatchObject([{ name: 'proveParent', input: { suite: SUITE_2 } }]);
  });

  it('accepts a child that repairs what its parent got wrong', () => {
    measured({ verdict: 'failed', pass_rate: 0.8, passed: 8 }, 'quality')
      .when(proved())
      .thenFacts([
        'candidate.judged',
        { verdict: 'accepted', compared: expect.objectContaining({ pass_rate: { parent: 0.8, child: 1 } }) },
      ]);
  });

  it('refuses a child that passes the visible suite and fails held-out inputs, and the parent goes on serving', () => {
    const refused = measured({ verdict: 'failed', pass_rate: 0.8 }, 'quality')
      .when(proved({ verdict: 'failed', held_out: { passed: 1, total: 4 } }))
      .thenFacts([
        'candidate.judged',
        { verdict: 'rejected', reason: expect.stringContaining('overfitted') },
      ]);
    const ended = refused.when({ type: 'nothingToChoose', reason: 'all attempts are used' });
    expect(ended.told).toContainEqual([
      'artifact/parent',
      expect.objectContaining({
        type: 'rejectEvolution',
        candidate: 'child',
        reason: expect.stringContaining('overfitted'),
      }),
    ]);
  });

  it('refuses a faster child that is less robust', () => {
    measured({ fuel: 1000 }, 'fuel')
      .when(proved({ fuel: 300, robustness: 0.5 }))
      .thenFacts([
        'candidate.judged',
        { verdict: 'rejected', reason: expect.stringContaining('robustness is worse') },
      ]);
  });

  it('judges drifted latency on fuel, because counts decide', () => {
    measured({ fuel: 1000 }, 'latency')
      .when(proved({ fuel: 990 }))
      .thenFacts(['candidate.judged', { verdict: 'rejected' }]);
    measured({ fuel: 1000 }, 'latency')
      .when(proved({ fuel: 500 }))
      .thenFacts(['candidate.judged', { verdict: 'accepted' }]);
  });

  it('judges by counts alone where a count drifted beside latency', () => {
    expect(submitted(optimize('latency', 'quality')).context['drifted']).toEqual(['quality']);
    expect(submitted(optimize('latency', 'quality')).context['strategy']).toBe('repair');
    expect(submitted(optimize('latency')).context['strategy']).toBe('speed');
  });
});

describe('a deadline', () => {
  const hurried = (): Task => submitted(request({ deadline_ms: 5000 }));

  it('is a timer as soon as the task is accepted', () => {
    expect(hurried().effects).toContainEqual({
      name: 'timer',
      child: 'deadline',
      input: { type: 'deadline' },
      delayMs: 5000,
    });
    expect(submitted().effects.map(({ name }) => name)).not.toContain('timer');
  });

  it('ends the task wherever it is', () => {
    hurried()
      .when({ type: 'deadline' })
      .thenFacts(['task.unanswered', { reason: 'the deadline of 5000 ms has passed' }])
      .in('unanswered')
      .when({ type: 'deadline' })
      .thenRefused('illegal', 'legal in: working');
  });

  it('is cancelled when the task ends before', () => {
    const ended = hurried().when({ type: 'fundsDenied', reason: 'none' });
    expect(ended.ended).toEqual(['deadline']);
  });

  it('neither starts nor is cancelled when the answer is known at once', () => {
    const known = given('task').when({
      type: 'submit',
      request: request({ deadline_ms: 5000 }),
      served: { artifact: 'a1', quality: 0.9 },
    });
    expect([known.effects, known.ended]).toEqual([[], []]);
  });
});

describe('what goes wrong around a task', () => {
  it('a failing generator has proposed nothing; the next one is tried', () => {
    choosing()
      .when(choose())
      .when({ type: 'effectFailed', name: 'propose', child: 'propose', error: 'boom', attempts: 3 })
      .thenFacts('effect.failed', ['candidates.proposed', { candidates: [], note: 'failed 3 times: boom' }])
      .in({ working: 'choosing' });
  });

  it('any other failing work ends it with the reason', () => {
    choosing()
      .when({
        type: 'effectFailed',
        name: 'chooseGenerator',
        child: 'chooseGenerator',
        error: 'boom',
        attempts: 3,
      })
      .thenFacts('effect.failed', ['task.unanswered', { reason: 'chooseGenerator failed 3 times: boom' }]);
  });

  it('a fix that could not be learned, or work that failed after the end, is only noted', () => {
    const failed: TaskCommand = {
      type: 'effectFailed',
      name: 'learnFix',
      child: 'learnFix',
      error: 'x',
      attempts: 3,
    };
    choosing().when(failed).thenFacts('effect.failed').in({ working: 'choosing' });
    submitted()
      .when({ type: 'deadline' })
      .when({ ...failed, name: 'prove' })
      .thenFacts('effect.failed')
      .in('unanswered');
  });

  it('a refused question ends it, a refused notice does not', () => {
    submitted()
      .when({
        type: 'tellRefused',
        to: 'budget/default',
        command: 'reserve',
        code: 'conflict',
        message: 'it is not open',
      })
      .thenFacts(['task.unanswered', { reason: 'budget/default refused "reserve": it is not open' }]);
    for (const command of ['reject', 'reward'])
      choosing()
        .when({ type: 'tellRefused', to: 'artifact/a', command, code: 'conflict', message: 'too late' })
        .thenRefused('invalid', 'too late')
        .in({ working: 'choosing' });
  });

  it('an id that exists already is a conflict that names the capability', () => {
    submitted()
      .when({ type: 'submit', request: request(), served: null })
      .thenRefused('conflict', /exists already for capability "double"/);
  });

  it('a task for nothing is refused in the log', () => {
    given('task')
      .when({ type: 'refuse', capability: 'x', reason: 'not declared' })
      .thenFacts('task.rejected')
      .in('rejected');
  });

  it('results are refused in every other state, naming where they belong', () => {
    for (const [command, state] of [
      [choose(), 'choosing'],
      [propose('x'), 'proposing'],
      [proved(), 'proving'],
      [{ type: 'promoted', artifact: 'x' }, 'storing'],
      [{ type: 'suiteExtended', suite: SUITE_2 }, 'extending'],
    ] as const)
      submitted().when(command).thenRefused('illegal', `it would be legal in: working.${state}`);
  });
});
