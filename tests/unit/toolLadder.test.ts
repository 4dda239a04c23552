import { describe, expect, it, test } from 'vitest';
import type { DeclaredLadder, LadderSeen } from '../../events/toolLadder.ts';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { ladderMove } from '../../machines/rules/toolLadder.ts';
import type { LadderMove, Rung } from '../../machines/rules/toolLadder.ts';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { declaration, runWindow, SUITE } from '../samples.ts';

const rules = {
  cache_hit_min: 0.9,
  cache_hit_back: 0.95,
  quality_min: 0.75,
  quality_back: 0.85,
  quality_spare: 0.9,
  error_rate_max: 0.05,
  rest_checks: 10,
};
const ready: Rung = { stored: true, resting: false };
const LADDER = ['cache', 'hybrid', 'nmt', 'specialist'] as const;
type Name = (typeof LADDER)[number];
/** A check as S0 5.2 starts: hits .999, quality .95, no errors. */
const check = (
  at: Name,
  seen: Partial<LadderSeen> = {},
  rungs: Partial<Record<Name, Rung>> = {},
): LadderMove =>
  ladderMove(
    LADDER.indexOf(at),
    LADDER.map((name) => rungs[name] ?? ready),
    { cache_hit_rate: 0.999, quality: 0.95, error_rate: 0, ...seen },
    rules,
  );
const stays = { move: 'stay' };
const to = (name: Name, reason: string) => ({ move: 'switch', to: LADDER.indexOf(name), reason });

describe('the ladder of SPEC P65-P68', () => {
  test('stays at the cache while it answers: .999 hits, quality .95', () => {
    expect(check('cache')).toEqual(stays);
    expect(check('cache', { cache_hit_rate: 0.9 })).toEqual(stays);
  });
  test('goes to the hybrid when hits fall below 0.90', () => {
    expect(check('cache', { cache_hit_rate: 0.85 })).toEqual(to('hybrid', 'cache'));
  });
  test('stays at the hybrid though hits fall on: it answers what the cache does not know', () => {
    expect(check('hybrid', { cache_hit_rate: 0.3 })).toEqual(stays);
  });
  test('goes on to nmt when quality falls below 0.75, and to the specialist', () => {
    expect(check('hybrid', { cache_hit_rate: 0.3, quality: 0.74 })).toEqual(to('nmt', 'quality'));
    expect(check('hybrid', { cache_hit_rate: 0.3, quality: 0.75 })).toEqual(stays);
    expect(check('nmt', { cache_hit_rate: 0.3, quality: 0.7 })).toEqual(to('specialist', 'quality'));
  });
  test('goes on when more than 5 % of runs fail', () => {
    expect(check('nmt', { cache_hit_rate: 0.3, error_rate: 0.06 })).toEqual(to('specialist', 'reliability'));
    expect(check('nmt', { cache_hit_rate: 0.3, error_rate: 0.05 })).toEqual(stays);
  });
  test('ends above the specialist (C19)', () => {
    expect(check('specialist', { quality: 0.7 })).toEqual({ move: 'exhausted', reason: 'quality' });
  });
  test('comes back one tool at a time from 0.95 hits on, with a quality of 0.85 (C20, A12)', () => {
    expect(check('hybrid', { cache_hit_rate: 0.95, quality: 0.85 })).toEqual(to('cache', 'recovered'));
    expect(check('nmt', { cache_hit_rate: 0.95, quality: 0.85 })).toEqual(to('hybrid', 'recovered'));
    expect(check('hybrid', { cache_hit_rate: 0.949 })).toEqual(stays);
    expect(check('hybrid', { cache_hit_rate: 0.99, quality: 0.849 })).toEqual(stays);
  });
  test('names one reason and moves once where several hold: the cache first, then quality (P67, C20)', () => {
    const all = { cache_hit_rate: 0.5, quality: 0.5, error_rate: 0.5 };
    expect(check('cache', all)).toEqual(to('hybrid', 'cache'));
    expect(check('hybrid', all)).toEqual(to('nmt', 'quality'));
    expect(check('hybrid', { ...all, quality: 0.8 })).toEqual(to('nmt', 'reliability'));
  });
  test('comes back from the specialist above a quality of 0.90 without the cache (P66), but to no tool that rests', () => {
    const unknown = { cache_hit_rate: 0.3, quality: 0.91 };
    expect(check('specialist', unknown)).toEqual(to('nmt', 'recovered'));
    expect(check('specialist', { ...unknown, quality: 0.9 })).toEqual(stays);
    expect(check('specialist', unknown, { nmt: { stored: true, resting: true } })).toEqual(stays);
    expect(check('nmt', unknown)).toEqual(stays);
  });
  test('passes over a bad nmt on the way back when the cache knows the inputs again', () => {
    const resting = { nmt: { stored: true, resting: true }, hybrid: { stored: true, resting: true } };
    expect(check('specialist', {}, resting)).toEqual(to('hybrid', 'recovered'));
  });
  test('passes over what is not stored, both ways', () => {
    const without = { hybrid: { stored: false, resting: false } };
    expect(check('cache', { cache_hit_rate: 0.5 }, without)).toEqual(to('nmt', 'cache'));
    expect(check('nmt', {}, without)).toEqual(to('cache', 'recovered'));
  });
  test('moves on nothing that was not measured', () => {
    expect(check('cache', { cache_hit_rate: null, quality: null })).toEqual(stays);
    expect(check('hybrid', { cache_hit_rate: null })).toEqual(stays);
    expect(check('hybrid', { quality: null })).toEqual(stays);
  });
});

type Capability = Outcome<'capability'>;
const tools = ['cache', 'hybrid', 'nmt'].map((name) => ({ name, artifact: `t-${name}` }));
const ladder: DeclaredLadder = { tools, ...rules };
const offer = (by: string, task: string | null = null, parents: string[] = []) =>
  [{ type: 'offer', task, parents, quality: 1 }, { from: { kind: 'artifact', id: by } }] as const;
const declared = (different: Parameters<typeof declaration>[0] = {}): Capability =>
  given('capability')
    .when({ type: 'declare', ...declaration({ ladder, ...different }) })
    .when({
      type: 'recordSuiteProof',
      strength: null,
      suite: SUITE,
      controls: [{ name: 'empty answer', failed: true }],
    });
const all = (different: Parameters<typeof declaration>[0] = {}): Capability =>
  tools.reduce((so, { artifact }) => so.when(...offer(artifact)), declared(different));
const context = (capability: Capability) => capability.context as unknown as CapabilityContext;

/** The next window of what is served: how many of 100 the cache knows, and the sum of qualities. */
function seen(
  capability: Capability,
  hits: number,
  sum = 100,
  different: Partial<RunWindow> = {},
): Capability {
  const { observed: from, served } = context(capability);
  const window = runWindow({
    ran: served!,
    shadow: { hits, n: 100 },
    quality: { n: 100, sum },
    ...different,
  });
  return capability.when({ type: 'observe', from, to: { position: from.position + 1, index: 0 }, window });
}

describe('a capability with a ladder', () => {
  it('keeps its tools stored beside each other, each a fact of its own', () => {
    const first = declared()
      .when(...offer('t-cache'))
      .thenFacts(['tool.joined', { tool: 'cache', artifact: 't-cache' }], 'capability.promoted');
    first.when(...offer('t-hybrid')).thenFacts(['tool.joined', { tool: 'hybrid' }]);
    first.when(...offer('t-cache')).thenRefused('conflict', 't-cache is served');
    first.when(...offer('other')).thenRefused('conflict', 'other stays stored beside it');
    first.when(...offer('t-hybrid', 't-1')).thenRefused('conflict', 't-hybrid stays stored beside it');
  });

  it('tells the whole story of P21: 99.9 %, 85 % to the hybrid, 95 % back to the cache, and nobody is succeeded', () => {
    const start = seen(all(), 100).thenFacts(['runs.observed', { finding: 'baseline' }]);
    const fallen = seen(start, 85, 92).thenFacts(
      ['runs.observed', { finding: 'settling' }],
      [
        'tool.switched',
        {
          from: 'cache',
          to: 'hybrid',
          direction: 'escalation',
          reason: 'cache',
          metrics: { cache_hit_rate: 0.85, quality: 0.92, error_rate: 0 },
          check: 2,
        },
      ],
      ['capability.promoted', { artifact: 't-hybrid', from: 't-cache', reason: 'ladder' }],
    );
    expect(fallen.told).toEqual([]);
    const still = seen(fallen, 60, 90).thenFacts('runs.observed');
    const back = seen(still, 95, 90).thenFacts(
      'runs.observed',
      ['tool.switched', { to: 'cache', direction: 'de-escalation', reason: 'recovered', check: 4 }],
      ['capability.promoted', { artifact: 't-cache' }],
    );
    expect(back.told).toEqual([]);
    expect(context(back)).toMatchObject({ served: 't-cache', before: [] });
  });

  it('says once that nothing is left above, and again after a switch', () => {
    const top = seen(seen(seen(all(), 80), 50, 60), 50, 60).thenFacts('runs.observed', [
      'tool.ladder_exhausted',
      { tool: 'nmt', reason: 'quality' },
    ]);
    const quiet = seen(top, 50, 60).thenFacts('runs.observed');
    const again = seen(seen(quiet, 96, 90), 50, 60);
    expect(context(again).served).toBe('t-nmt');
    seen(again, 50, 60).thenFacts('runs.observed', 'tool.ladder_exhausted');
  });

  it('clears a drift that was noted before another tool takes over, so that what is left stays stored', () => {
    const heavy = { fuel: Array.from({ length: 40 }, () => 200) };
    const noted = seen(seen(all(), 99), 99, 100, heavy).thenFacts(['runs.observed', { finding: 'detected' }]);
    const left = seen(noted, 80, 90, heavy).thenFacts(
      ['runs.observed', { finding: 'cleared' }],
      'tool.switched',
      'capability.promoted',
    );
    expect(left.told).toMatchObject([['artifact/t-cache', { type: 'noteDrift', stage: 'cleared' }]]);
  });

  it('does not move while a descendant of what is served is searched for', () => {
    const heavy = { fuel: Array.from({ length: 40 }, () => 200) };
    const searched = seen(seen(seen(all(), 99), 99, 100, heavy), 99, 100, heavy).thenFacts([
      'runs.observed',
      { finding: 'confirmed' },
    ]);
    const waits = seen(searched, 50).thenFacts(['runs.observed', { finding: 'settling' }]);
    const taken = waits
      .when(...offer('t-cache-2', 'evo-1', ['t-cache']))
      .thenFacts(['capability.promoted', { reason: 'evolution' }]);
    // The descendant has the place of the cache: the ladder goes on from there, and comes back to it.
    const up = seen(taken, 50).thenFacts(
      'runs.observed',
      ['tool.switched', { from: 'cache' }],
      'capability.promoted',
    );
    up.when({ type: 'rollback', reason: 'complaints' }).thenRefused('invalid', 'no predecessor');
    const back = seen(up, 99);
    expect(context(back)).toMatchObject({ served: 't-cache-2', before: ['t-cache'] });
    back
      .when({ type: 'rollback', reason: 'complaints' })
      .thenFacts(['capability.promoted', { artifact: 't-cache', from: 't-cache-2' }]);
  });

  it('judges no window that is too small, nor one of who is not served', () => {
    const few = { n: 20, shadow: { hits: 2, n: 20 }, quality: { n: 20, sum: 20 }, fuel: [] };
    seen(seen(all(), 99), 99, 100, few).thenFacts('runs.observed');
    seen(all(), 0, 0, { ran: 't-nmt' }).thenFacts(['runs.observed', { finding: 'settling' }]);
    expect(context(seen(all(), 99, 99, few)).ladder?.checks).toBe(0);
  });

  it('serves what is none of its tools without ever moving', () => {
    const other = tools.reduce(
      (so, { artifact }) => so.when(...offer(artifact)),
      declared().when(...offer('x')),
    );
    seen(other, 10, 10).thenFacts('runs.observed');
  });

  it('has no trace in the state of a capability without one', () => {
    const plain = all({ ladder: undefined as never });
    expect(Object.keys(context(plain))).not.toContain('ladder');
  });
});
