import { expect, test } from 'vitest';
import type { ProofSummary } from '../../events/proof.ts';
import { given } from '../given.ts';
import { HASH, proof, request, SUITE } from '../samples.ts';

const arms = [{ generator: 'local-search', alpha: 1, beta: 1, propensity: 1 }];
const chosen = (generator: string) =>
  ({ type: 'generatorChosen', generator, arms, seed: 1, capability_version: 2, reason: 'test' }) as const;
const proposed = (generator: string, ...ids: string[]) =>
  ({
    type: 'proposed',
    generator,
    candidates: ids.map((artifact) => ({
      artifact,
      source: HASH,
      operators: [],
      found_at: 1,
      fuel: 1,
      parents: [],
    })),
    evaluations: 10,
    yields: {},
    cost_micro: 1,
    note: '',
  }) as const;

/** A CORE task that waits for the proof of its one candidate. */
function proving() {
  const it = given('task', 't-1');
  it.when({ type: 'submit', request: request(), served: null });
  it.when({ type: 'fundsGranted', evaluations: 200 });
  it.when(chosen('local-search'));
  it.when(proposed('local-search', 'a-1'));
  return it;
}

const metric = { reason: 'fuel', statistic: 300, baseline: 100, threshold: 150, samples: 100 } as const;

/** An OPTIMIZE task for drift of fuel whose parent spends 1,000. */
function optimizing(parent = proof({ fuel: 1000, performance: null })) {
  const it = given('task', 't-1');
  const evidence = { metrics: [metric], failing: [], heaviest: [] };
  it.when({ type: 'submit', request: request({ mode: 'optimize', target: 'a-0', evidence }), served: null });
  it.when({
    type: 'evidencePrepared',
    base: SUITE,
    suite: { ...SUITE, version: 2 },
    added: 2,
    evaluations: 9,
  });
  it.when({ type: 'suiteExtended', suite: { ...SUITE, version: 2 } });
  it.when({ type: 'fundsGranted', evaluations: 200 });
  it.when({ type: 'parentProved', artifact: 'a-0', proof: parent });
  it.when(chosen('local-search'));
  it.when(proposed('local-search', 'a-1'));
  return it;
}

const commandsOf = (effects: readonly { input: Record<string, unknown> }[]) =>
  effects.map(({ input }) => (input['command'] as { type?: string } | undefined)?.type ?? 'effect');

test('a CORE task whose capability is served is answered from memory at once and asks for nothing', () => {
  const said = given('task').when({
    type: 'submit',
    request: request(),
    served: { artifact: 'a-9', quality: 0.9 },
  });
  expect(said).toMatchObject({ facts: ['task.accepted', 'task.answered'], state: 'answered', effects: [] });
});

test('an accepted candidate is stored, its generator rewarded, and the task answered when it serves', () => {
  const it = proving();
  const said = it.when({ type: 'candidateProved', proof: proof() });
  expect(commandsOf(said.effects)).toEqual(['store', 'effect', 'reward']);
  const answered = it.when({ type: 'promoted', artifact: 'a-1' });
  expect(answered).toMatchObject({ facts: ['task.answered'], state: 'answered' });
  expect(commandsOf(answered.effects)).toEqual(['settle']);
});

test('rejected candidates lead to the next generator, and to an end that names the ways out', () => {
  const it = proving();
  const failing = proof({
    verdict: 'failed',
    passed: 9,
    failures: [{ case: 'example/1', message: 'expected 2, got 3' }],
  });
  const said = it.when({ type: 'candidateProved', proof: failing });
  expect(commandsOf(said.effects)).toEqual(['reject', 'reward', 'effect']);
  expect(it.state).toEqual({ working: 'choosing' });
  expect(it.when({ type: 'nothingToChoose', reason: 'all attempts are used' })).toMatchObject({
    state: 'unanswered',
    facts: ['task.unanswered'],
  });
});

test('a descendant that spends less is accepted', () => {
  const it = optimizing();
  it.when({
    type: 'candidateProved',
    proof: proof({ fuel: 400, common_fuel: { parent: 1000, child: 400 } }),
  });
  expect(it.state).toEqual({ working: 'storing' });
});

test.each<[string, Partial<ProofSummary>, string]>([
  [
    'overfits',
    {
      verdict: 'failed',
      held_out: { passed: 1, total: 3 },
      failures: [{ case: 'held-out/1', message: 'no' }],
    },
    'overfitted',
  ],
  ['is no better in what drifted', { common_fuel: { parent: 1000, child: 990 } }, 'is not better'],
  ['loses robustness', { common_fuel: { parent: 1000, child: 400 }, robustness: 0.9 }, 'robustness is worse'],
])('a descendant that %s is refused, and the parent learns the numbers', (_, different, reason) => {
  const it = optimizing();
  it.when({ type: 'candidateProved', proof: proof(different) });
  expect(it.state).toEqual({ working: 'choosing' });
  const end = it.when({ type: 'nothingToChoose', reason: 'all tried' });
  expect(end.effects.map(({ input }) => input['command'])).toContainEqual(
    expect.objectContaining({
      type: 'rejectEvolution',
      candidate: 'a-1',
      reason: expect.stringContaining(reason) as string,
    }),
  );
});

test('a generator that fails has proposed nothing, and the next one is tried', () => {
  const it = given('task');
  it.when({ type: 'submit', request: request(), served: null });
  it.when({ type: 'fundsGranted', evaluations: 200 });
  it.when(chosen('local-search'));
  const said = it.when({
    type: 'effectFailed',
    name: 'propose',
    child: 'propose',
    error: 'broken',
    attempts: 3,
  });
  expect(said.facts).toEqual(['effect.failed', 'candidates.proposed']);
  expect(it.state).toEqual({ working: 'choosing' });
});

test('the deadline is a timer that ends with the work', () => {
  const it = given('task');
  const said = it.when({ type: 'submit', request: request({ deadline_ms: 500 }), served: null });
  expect(said.effects.find(({ name }) => name === 'timer')).toMatchObject({
    child: 'deadline',
    delayMs: 500,
  });
  const over = it.when({ type: 'deadline' });
  expect(over.state).toBe('unanswered');
  expect(over.ended).toContain('deadline');
});

test('the same id with another request is a conflict; an OPTIMIZE task without a target is no task', () => {
  expect(proving().refused({ type: 'submit', request: request({ seed: 2 }), served: null })).toContain(
    'exists already',
  );
  expect(
    given('task').refused({ type: 'submit', request: request({ mode: 'optimize' }), served: null }),
  ).toContain('target');
});

test('drift of a measured time alone never outweighs a count', () => {
  const it = given('task');
  const latency = { ...metric, reason: 'latency' } as const;
  const evidence = {
    metrics: [{ ...metric, reason: 'quality' } as const, latency],
    failing: [],
    heaviest: [],
  };
  it.when({ type: 'submit', request: request({ mode: 'optimize', target: 'a-0', evidence }), served: null });
  expect(it.context['drifted']).toEqual(['quality']);
});
