import { describe, expect, it } from 'vitest';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';
import { artifact, proof, SUITE } from '../samples.ts';
import { lifecycleMachine } from '../../machines/lifecycle/machine.ts';
import type { LifecycleCommand, NoteDrift } from '../../machines/lifecycle/commands.ts';

const metric = { reason: 'quality', statistic: 0.6, baseline: 0.98, threshold: 0.75, samples: 100 } as const;

function drift(stage: NoteDrift['stage'], reason: 'quality' | 'fuel' = 'quality'): NoteDrift {
  const metrics = [{ ...metric, reason }];
  return {
    type: 'noteDrift',
    stage,
    metrics,
    window: 2,
    position: 9,
    evidence: { metrics, failing: [], heaviest: [] },
    search: { evaluations: 500, attempts: 2 },
    quality_min: 0.75,
  };
}
const CAPABILITY = { kind: 'capability', id: 'double' } as const;
const EVOLUTION = { kind: 'task', id: 'self-evo1' } as const;
const refusal: LifecycleCommand = {
  type: 'rejectEvolution',
  reason: 'nothing better',
  compared: {},
  candidate: null,
};

const quarantine: LifecycleCommand = {
  type: 'quarantine',
  cause: 'timeout',
  detail: 'no answer for 5000 ms',
  input: 'a'.repeat(64),
};

/** One way into every state of DESIGN 1. */
const ways: Record<string, () => Outcome<'artifact'>> = {
  absent: () => given('artifact'),
  generated: () => given('artifact').when({ type: 'generate', artifact: artifact() }),
  tested: () =>
    given('artifact')
      .when({ type: 'generate', artifact: artifact({ judge: 'task', task: 't1' }) })
      .when({ type: 'recordProof', proof: proof(), quality_min: 0.75 }),
  rejected: () =>
    ways['generated']!().when({
      type: 'recordProof',
      proof: proof({ verdict: 'failed' }),
      quality_min: 0.75,
    }),
  stored: () => ways['generated']!().when({ type: 'recordProof', proof: proof(), quality_min: 0.75 }),
  drifting: () => ways['stored']!().when(drift('detected')),
  evolving: () => ways['drifting']!().when(drift('confirmed')),
  variant: () => ways['evolving']!().when({ type: 'succeed', by: 'child', task: 'self-evo1' }),
  retired: () => ways['variant']!().when({ type: 'retire', reason: 'rolled back' }, { from: CAPABILITY }),
};

/** Which commands are legal where; everything else must be refused. */
const legal: readonly (readonly [LifecycleCommand, readonly string[]])[] = [
  [{ type: 'generate', artifact: artifact() }, ['absent']],
  [{ type: 'recordProof', proof: proof(), quality_min: 0.75 }, ['generated']],
  [{ type: 'store' }, ['tested']],
  [{ type: 'reject', reason: 'worse' }, ['tested']],
  [drift('detected'), ['stored']],
  [drift('cleared'), ['drifting']],
  [drift('confirmed'), ['drifting', 'stored']],
  [refusal, ['evolving']],
  [{ type: 'succeed', by: 'child', task: null }, ['evolving', 'stored', 'drifting']],
  [{ type: 'reinstate', reason: 'rollback', instead_of: 'child' }, ['variant']],
  [{ type: 'retire', reason: 'old' }, ['stored', 'drifting', 'evolving', 'variant']],
  [quarantine, ['stored', 'drifting', 'evolving', 'variant']],
];

describe('the lifecycle (K1)', () => {
  it('reaches every state its machine has', () => {
    expect(Object.keys(ways).sort()).toEqual(Object.keys(lifecycleMachine.states).sort());
    for (const [state, way] of Object.entries(ways)) expect(way().state).toBe(state);
  });

  for (const [command, states] of legal) {
    const name = 'stage' in command ? `${command.type} ${command.stage}` : command.type;
    it(`takes "${name}" in ${states.join(', ')} and refuses it elsewhere, naming these states`, () => {
      const from = command.type === 'retire' ? CAPABILITY : EVOLUTION;
      for (const state of states) expect(ways[state]!().when(command, { from }).refusal).toBeNull();
      for (const [state, way] of Object.entries(ways).filter(([name]) => !states.includes(name))) {
        const message = `the state is "${state}"; it would be legal in: ${states.join(', ')}`;
        way().when(command, { from: EVOLUTION }).thenRefused('illegal', message).in(state);
      }
    });
  }
});

it('is retired by its capability alone, which serves another in its place: workflows may name it', () => {
  const others = [undefined, EVOLUTION, { kind: 'capability', id: 'foreign' } as const];
  for (const state of ['stored', 'drifting', 'evolving', 'variant'])
    for (const from of others)
      ways[state]!()
        .when({ type: 'retire', reason: 'old' }, from === undefined ? {} : { from })
        .thenRefused('invalid', 'only capability/double retires it')
        .in(state);
});

describe('an artifact that judges itself', () => {
  it('asks for its proof while it is generated, and not any more after', () => {
    const born = given('artifact').when({ type: 'generate', artifact: artifact() });
    expect(born.effects).toMatchObject([{ name: 'prove', child: 'prove' }]);
    expect(born.when({ type: 'recordProof', proof: proof(), quality_min: 0.75 }).ended).toEqual(['prove']);
  });

  it('is stored and offers itself when its proof suffices', () => {
    const stored = ways['generated']!()
      .when({ type: 'recordProof', proof: proof(), quality_min: 1 })
      .thenFacts('artifact.tested', ['artifact.stored', { quality: 1, suite: SUITE }])
      .in('stored');
    expect(stored.told).toMatchObject([['capability/double', { type: 'offer', task: null, quality: 1 }]]);
  });

  it.each([
    ['a failed check', { verdict: 'failed', passed: 9 }, 'code failed tests, not stored: 9 of 10'],
    ['a failed held-out input', { held_out: { passed: 3, total: 4 } }, 'only 3 of 4 held-out inputs'],
    ['a quality below the floor', { quality: 0.74 }, 'quality 0.74 is below the floor 0.75'],
  ] as const)('is rejected for %s, with the proof in the log (P25)', (_, different, reason) => {
    ways['generated']!()
      .when({ type: 'recordProof', proof: proof(different), quality_min: 0.75 })
      .thenFacts('artifact.tested', ['artifact.rejected', { reason: expect.stringContaining(reason) }])
      .in('rejected');
  });

  it('is rejected when it could not be proved', () => {
    ways['generated']!()
      .when({ type: 'effectFailed', name: 'prove', child: 'prove', error: 'no engine', attempts: 3 })
      .thenFacts(
        ['effect.failed', { attempts: 3 }],
        ['artifact.rejected', { reason: 'it could not be proved: no engine' }],
      )
      .in('rejected');
  });
});

describe('an artifact that a task judges', () => {
  it('reports its proof and waits for the word', () => {
    const tested = ways['tested']!().in('tested');
    expect(tested.told).toMatchObject([['task/t1', { type: 'candidateProved', proof: { quality: 1 } }]]);
    tested.when({ type: 'store' }).thenFacts('artifact.stored').in('stored');
    tested.when({ type: 'reject', reason: 'worse' }).thenFacts('artifact.rejected').in('rejected');
  });

  it('offers itself in place of what its task was to better, and of no other parent', () => {
    const crossed = artifact({ judge: 'task', task: 't1', parents: ['a-1', 'a-2'], target: 'a-2' });
    const stored = given('artifact')
      .when({ type: 'generate', artifact: crossed })
      .when({ type: 'recordProof', proof: proof(), quality_min: 0.75 })
      .when({ type: 'store' });
    expect(stored.told).toMatchObject([
      ['capability/double', { type: 'offer', task: 't1', parents: ['a-1', 'a-2'], target: 'a-2' }],
    ]);
  });

  it('tells the task when it could not be proved', () => {
    const failed = given('artifact')
      .when({ type: 'generate', artifact: artifact({ judge: 'task', task: 't1' }) })
      .when({ type: 'effectFailed', name: 'prove', child: 'prove', error: 'no engine', attempts: 3 });
    expect(failed.told).toMatchObject([['task/t1', { type: 'candidateFailed' }]]);
  });

  it('is rejected when the task is over before it hears of the proof', () => {
    ways['tested']!()
      .when({
        type: 'tellRefused',
        to: 'task/t1',
        command: 'candidateProved',
        code: 'conflict',
        message: 'too late',
      })
      .thenFacts(['artifact.rejected', { reason: expect.stringContaining('too late') }])
      .in('rejected');
  });
});

describe('drift of a stored artifact', () => {
  it('starts an evolution whose task can be told apart from the next one', () => {
    const evolving = ways['drifting']!()
      .when(drift('confirmed'))
      .thenFacts('drift.confirmed', [
        'evolution.started',
        { task: 'self-evo1', attempt: 1, strategy: 'repair' },
      ]);
    expect(evolving.told).toMatchObject([
      ['task/self-evo1', { type: 'submit', served: null, request: { mode: 'optimize', target: 'self' } }],
    ]);
    const again = evolving.when(refusal, { from: EVOLUTION }).thenFacts('evolution.rejected').in('stored');
    expect(again.told).toMatchObject([['capability/double', { type: 'settle', outcome: 'rejected' }]]);
    again
      .when(drift('confirmed', 'fuel'))
      .thenFacts('drift.detected', 'drift.confirmed', [
        'evolution.started',
        { task: 'self-evo2', strategy: 'speed' },
      ]);
  });

  it('of another evolution changes nothing', () => {
    ways['evolving']!()
      .when(refusal, { from: { kind: 'task', id: 'other' } })
      .thenRefused('invalid', 'only self-evo1 ends this evolution');
  });

  it('that was cleared leaves it stored', () => {
    ways['drifting']!().when(drift('cleared')).thenFacts('drift.cleared').in('stored');
  });

  it('ends as a rejected evolution when its task could not be submitted', () => {
    ways['evolving']!()
      .when({
        type: 'tellRefused',
        to: 'task/self-evo1',
        command: 'submit',
        code: 'conflict',
        message: 'exists already',
      })
      .thenFacts([
        'evolution.rejected',
        { task: 'self-evo1', reason: expect.stringContaining('exists already') },
      ])
      .in('stored');
  });
});

it('that was rolled back while it was drifting or being improved is retired, whatever its evolution finds', () => {
  for (const state of ['drifting', 'evolving']) {
    const back = ways[state]!().when({ type: 'retire', reason: 'rolled back' }, { from: CAPABILITY });
    back.thenFacts('artifact.retired').in('retired');
    expect(back.context['task']).toBeNull();
    back.when(refusal, { from: EVOLUTION }).thenRefused('illegal');
  }
});

it('a predecessor comes back by rollback', () => {
  const back = ways['variant']!().when({ type: 'reinstate', reason: 'rollback', instead_of: 'child' });
  expect(back.state).toBe('stored');
  expect(back.context['successor']).toBeNull();
});

it('an actor that does not exist has no effects that fail', () => {
  given('artifact')
    .when({ type: 'effectFailed', name: 'prove', child: 'prove', error: 'x', attempts: 1 })
    .thenRefused('invalid');
});
