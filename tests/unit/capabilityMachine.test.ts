import { expect, test } from 'vitest';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import { given } from '../given.ts';
import { declaration, HASH, runWindow, SUITE } from '../samples.ts';

function serving() {
  const it = given('capability', 'double');
  it.when({ type: 'declare', ...declaration() });
  it.when({ type: 'recordSuiteProof', suite: SUITE, controls: [{ name: 'empty answer', failed: true }] });
  it.when({ type: 'offer', task: 't-1', parents: [], quality: 1 }, { kind: 'artifact', id: 'a-1' });
  let at = 0;
  return {
    it,
    observe: (different: Partial<RunWindow> = {}) => {
      const from = { position: at, index: at };
      at += 1;
      return it.when({
        type: 'observe',
        from,
        to: { position: at, index: at },
        window: runWindow(different),
      });
    },
  };
}

const slow = { fuel: Array.from({ length: 40 }, () => 200) };
const findings = (said: { effects: readonly { input: Record<string, unknown> }[] }) =>
  said.effects.map(({ input }) => (input['command'] as { stage?: string }).stage);

test('a declared capability proves its suite first; a refused suite serves nobody', () => {
  const it = given('capability');
  expect(it.when({ type: 'declare', ...declaration() }).effects[0]?.name).toBe('proveSuite');
  it.when({ type: 'refuseSuite', suite: SUITE, reason: 'a constant passes' });
  expect(
    it.refused({ type: 'offer', task: null, parents: [], quality: 1 }, { kind: 'artifact', id: 'a-1' }),
  ).toContain('legal in: ready');
});

test('the first stored artifact serves; another one does not unless it descends from it by a task', () => {
  const { it } = serving();
  expect(it.context['served']).toBe('a-1');
  expect(
    it.refused({ type: 'offer', task: 't-2', parents: [], quality: 1 }, { kind: 'artifact', id: 'a-2' }),
  ).toContain('a-1 is served');
  const said = it.when(
    { type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 },
    { kind: 'artifact', id: 'a-2' },
  );
  expect(said.effects.map(({ input }) => (input['command'] as { type: string }).type)).toEqual([
    'succeed',
    'promoted',
  ]);
  expect(it.context['served']).toBe('a-2');
});

test('a rollback serves the predecessor again', () => {
  const { it } = serving();
  it.when({ type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 }, { kind: 'artifact', id: 'a-2' });
  it.when({ type: 'rollback', reason: 'complaints' });
  expect(it.context['served']).toBe('a-1');
  expect(it.refused({ type: 'rollback', reason: 'again' })).toContain('no predecessor');
});

test('a healthy stream stays quiet', () => {
  const { observe } = serving();
  for (let window = 0; window < 20; window += 1) expect(observe().effects).toEqual([]);
});

test('two windows with more fuel than 1.5 × the frozen baseline are detected, then confirmed', () => {
  const { observe } = serving();
  observe();
  expect(findings(observe(slow))).toEqual(['detected']);
  expect(findings(observe(slow))).toEqual(['confirmed']);
  // While the evolution goes on nothing more is said.
  expect(observe(slow).effects).toEqual([]);
});

test('one bad window is cleared by the next good one', () => {
  const { observe } = serving();
  observe();
  observe(slow);
  expect(findings(observe())).toEqual(['cleared']);
});

test('after a refused evolution the cooldown passes before the next alarm', () => {
  const { it, observe } = serving();
  observe();
  observe(slow);
  observe(slow);
  it.when({ type: 'settle', outcome: 'rejected' }, { kind: 'artifact', id: 'a-1' });
  expect([observe(slow), observe(slow)].flatMap(findings)).toEqual([]);
  expect(findings(observe(slow))).toEqual(['detected']);
});

test('sampled fuel gathers over windows until there are enough samples', () => {
  const { observe } = serving();
  const few = (fuel: number) => ({ fuel: Array.from({ length: 10 }, () => fuel) });
  for (let window = 0; window < 3; window += 1) observe(few(100));
  expect([observe(few(200)), observe(few(200))].flatMap(findings)).toEqual([]);
  expect(findings(observe(few(200)))).toEqual(['detected']);
});

test('windows are observed in order and once', () => {
  const { it, observe } = serving();
  observe();
  const stale = {
    type: 'observe',
    from: { position: 0, index: 0 },
    to: { position: 1, index: 1 },
    window: runWindow(),
  } as const;
  expect(it.refused(stale)).toContain('observed up to 1.1');
});

test('a suite grows only from the version it is at', () => {
  const { it } = serving();
  const next = { version: 2, hash: 'b'.repeat(64) };
  const task = { kind: 'task', id: 't-2' } as const;
  it.when({ type: 'extendSuite', from: SUITE, suite: next, added: 2, reason: 'drift' }, task);
  expect(
    it.refused({ type: 'extendSuite', from: SUITE, suite: next, added: 2, reason: 'drift' }, task),
  ).toContain('version 2');
});

test('rewards move the posterior of the generator that earned them', () => {
  const { it } = serving();
  it.when({ type: 'reward', generator: 'local-search', reward: 1 }, { kind: 'task', id: 't-1' });
  expect(it.context['posteriors']).toMatchObject({
    'local-search': { alpha: 2, beta: 1 },
    crossover: { alpha: 1, beta: 1 },
  });
  expect(
    it.refused({ type: 'reward', generator: 'magic', reward: 1 }, { kind: 'task', id: 't-1' }),
  ).toContain('local-search');
  expect(HASH).toHaveLength(64);
});
