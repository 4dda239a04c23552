import { expect, test } from 'vitest';
import type { NoteDrift } from '../../machines/lifecycle/commands.ts';
import { given } from '../given.ts';
import { artifact, proof } from '../samples.ts';

const drift: Omit<NoteDrift, 'stage'> = {
  type: 'noteDrift',
  metrics: [{ reason: 'fuel', statistic: 200, baseline: 100, threshold: 150, samples: 100 }],
  window: 3,
  position: 9,
  evidence: { metrics: [], failing: [], heaviest: [] },
  search: { evaluations: 100, attempts: 2 },
  quality_min: 0.75,
};

/** An artifact that is stored and serves. */
function stored() {
  const it = given('artifact', 'a-1');
  it.when({ type: 'generate', artifact: artifact() });
  it.when({ type: 'recordProof', proof: proof(), quality_min: 0.75 });
  return it;
}

function evolving() {
  const it = stored();
  it.when({ ...drift, stage: 'detected' });
  it.when({ ...drift, stage: 'confirmed' });
  return it;
}

test('a generated artifact asks for its proof, and a passing one stores itself and offers itself', () => {
  const it = given('artifact', 'a-1');
  expect(it.when({ type: 'generate', artifact: artifact() }).effects.map(({ name }) => name)).toEqual([
    'prove',
  ]);
  const said = it.when({ type: 'recordProof', proof: proof(), quality_min: 0.75 });
  expect(said.facts).toEqual(['artifact.tested', 'artifact.stored']);
  expect(said.ended).toEqual(['prove']);
  expect(said.effects.map(({ input }) => (input['command'] as { type: string }).type)).toEqual(['offer']);
  expect(it.state).toBe('stored');
});

test.each([
  [
    'fails tests',
    proof({ verdict: 'failed', passed: 9, failures: [{ case: 'example/1', message: 'expected 2, got 3' }] }),
    'code failed tests, not stored',
  ],
  ['fails held-out inputs', proof({ held_out: { passed: 1, total: 3 } }), 'held-out'],
  ['is below the quality floor', proof({ quality: 0.6 }), 'below the floor'],
])('what %s is rejected with the numbers and never stored', (_, failing, message) => {
  const it = given('artifact', 'a-1');
  it.when({ type: 'generate', artifact: artifact() });
  const said = it.when({ type: 'recordProof', proof: failing, quality_min: 0.75 });
  expect(said.facts).toEqual(['artifact.tested', 'artifact.rejected']);
  expect(it.state).toBe('rejected');
  expect(said.data.at(-1)).toMatchObject({ reason: expect.stringContaining(message) as string });
});

test('a candidate of a task reports its proof and waits to be judged', () => {
  const it = given('artifact', 'a-1');
  it.when({ type: 'generate', artifact: artifact({ judge: 'task', task: 't-1' }) });
  const said = it.when({ type: 'recordProof', proof: proof(), quality_min: 0.75 });
  expect(said.facts).toEqual(['artifact.tested']);
  expect(said.effects[0]?.input).toMatchObject({
    to: { kind: 'task', id: 't-1' },
    command: { type: 'candidateProved' },
  });
  expect(it.when({ type: 'store' }).state).toBe('stored');
});

test('drift that a second window does not confirm is cleared', () => {
  const it = stored();
  expect(it.when({ ...drift, stage: 'detected' }).state).toBe('drifting');
  expect(it.when({ ...drift, stage: 'cleared' }).state).toBe('stored');
});

test('confirmed drift starts an evolution by submitting an OPTIMIZE task for itself', () => {
  const it = stored();
  it.when({ ...drift, stage: 'detected' });
  const said = it.when({ ...drift, stage: 'confirmed' });
  expect(said.facts).toEqual(['drift.confirmed', 'evolution.started']);
  expect(said.effects[0]?.input).toMatchObject({
    to: { kind: 'task', id: 'a-1-evo1' },
    command: { type: 'submit', request: { mode: 'optimize', target: 'a-1' } },
  });
  expect(it.state).toBe('evolving');
});

test('a refused evolution gives the parent back to serving, by the task that searched and nobody else', () => {
  const it = evolving();
  const refusal = {
    type: 'rejectEvolution',
    reason: 'nothing better',
    compared: {},
    candidate: null,
  } as const;
  expect(it.refused(refusal, { kind: 'task', id: 'other' })).toContain('a-1-evo1');
  expect(it.when(refusal, { kind: 'task', id: 'a-1-evo1' }).state).toBe('stored');
});

test('a succeeded artifact is a variant; rolled back it is stored again, or it retires', () => {
  const it = evolving();
  expect(it.when({ type: 'succeed', by: 'a-2', task: 'a-1-evo1' }).state).toBe('variant');
  expect(it.when({ type: 'reinstate', reason: 'rollback', instead_of: 'a-2' }).state).toBe('stored');
  expect(it.when({ type: 'retire', reason: 'gone' }).state).toBe('retired');
});

test('what is not legal in a state is refused and names the states in which it would be', () => {
  const it = given('artifact');
  expect(it.refused({ type: 'store' })).toContain('it would be legal in: tested');
  expect(it.refused({ type: 'succeed', by: 'a-2', task: null })).toContain('evolving, stored, drifting');
  expect(stored().refused({ type: 'generate', artifact: artifact() })).toContain('absent');
});

test('a proof that could not run rejects the artifact and tells the task why', () => {
  const it = given('artifact', 'a-1');
  it.when({ type: 'generate', artifact: artifact({ judge: 'task', task: 't-1' }) });
  const said = it.when({
    type: 'effectFailed',
    name: 'prove',
    child: 'prove',
    error: 'no engine',
    attempts: 3,
  });
  expect(said.facts).toEqual(['effect.failed', 'artifact.rejected']);
  expect(said.effects[0]?.input).toMatchObject({ command: { type: 'candidateFailed' } });
});
