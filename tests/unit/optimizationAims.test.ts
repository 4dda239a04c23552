import { describe, expect, it, test } from 'vitest';
import type { ProofSummary } from '../../events/proof.ts';
import type { SessionAim } from '../../events/optimization.ts';
import type { Outcome } from '../given.ts';
import { budget, end, queued, target } from '../optimizing.ts';
import { proof } from '../samples.ts';

/** A session with an aim, on a parent with these numbers. */
function aimed(aim: SessionAim, parent: Partial<ProofSummary> = {}): Outcome<'optimization'> {
  return queued({}, aim)
    .when({ type: 'begin', by: 'test' })
    .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
    .when({ type: 'fundsGranted', evaluations: 800, cost_micro: 1_000_000 }, { from: budget })
    .when({
      type: 'parentProved',
      artifact: target.id,
      proof: proof({ fuel: 1000, dearest_fuel: 400, robustness: 0.5, ...parent }),
    });
}

describe('a session with an aim', () => {
  test('says it in its first fact and to each of its experiments, with what the parent took at its dearest', () => {
    queued({}, 'latency').thenFacts(['optimization.queued', { aim: 'latency' }]);
    const [, submit] = aimed('latency').told[0] as [string, { request: { experiment: object } }];
    expect(submit.request.experiment).toMatchObject({ aim: 'latency', parent: { dearest_fuel: 400 } });
  });

  test('without one leaves no word of it, so that sessions of before stay as they were', () => {
    const { facts, context } = queued();
    expect(JSON.stringify([facts, context])).not.toContain('"aim"');
  });

  it.each([
    ['performance', 0.5],
    ['latency', 0.5],
    ['quality', 0.95],
  ] as const)('for %s holds experiments against its parent at %d', (aim, fitness) => {
    expect(aimed(aim).context).toMatchObject({ parent: { fitness } });
    const below = end(aimed(aim), 1, fitness);
    below.thenFacts(['experiment.ended', { outcome: 'below', best: fitness }]);
  });

  test('of which nothing is gained ends with its parent in its place', () => {
    let at = aimed('performance');
    for (let n = 1; n <= 5; n += 1) at = end(at, n, 0.5, 'not_better');
    at.thenFacts(
      'experiment.ended',
      ['optimization.stopped', { stop: 'nothing_better' }],
      [
        'optimization.ended',
        {
          outcome: 'nothing_better',
          artifact: null,
          fitness_before: 0.5,
        },
      ],
    );
  });

  it.each(['performance', 'latency'] as const)('for %s refuses what nobody counts the work of', (aim) => {
    const at = aimed(aim, { fuel: null, dearest_fuel: undefined, cost_micro: 7 });
    at.thenFacts('parent.proved', 'optimization.stopped', [
      'optimization.ended',
      {
        outcome: 'refused',
        cost_micro: 7,
        reason: expect.stringContaining(`what decides for ${aim}`) as string,
      },
    ]);
  });

  test('for memory is refused as a fact that says why and what can be asked for', () => {
    queued({}, 'memory').thenFacts([
      'optimization.refused',
      {
        aim: 'memory',
        refusal: expect.stringMatching(
          /memory is not counted.*performance, quality, latency or all/,
        ) as string,
      },
    ]);
  });
});
