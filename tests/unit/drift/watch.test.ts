import { describe, expect, it } from 'vitest';
import { given } from '../../given.ts';
import type { Outcome } from '../../given.ts';
import { declaration, runWindow, SUITE } from '../../samples.ts';
import type { ObserveRules, RunWindow } from '../../../events/capabilityFacts.ts';
import type { FactData } from '../../../events/catalog.ts';
import type { CapabilityContext } from '../../../machines/capability/machine.ts';

type Capability = Outcome<'capability'>;
const CUSUM = { name: 'cusum', k: 0.5, h: 10 } as const;

function serving(different: Partial<ObserveRules>): Capability {
  return given('capability')
    .when({
      type: 'declare',
      ...declaration({ observe: { ...declaration().observe, fuel_every: 20, ...different } }),
    })
    .when({ type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [] })
    .when({ type: 'offer', task: null, parents: [], quality: 1 }, { from: { kind: 'artifact', id: 'a-1' } });
}
const context = (capability: Capability): CapabilityContext =>
  capability.context as unknown as CapabilityContext;
function observed(capability: Capability, different: Partial<RunWindow>): Capability {
  const from = context(capability).observed;
  return capability.when({
    type: 'observe',
    from,
    to: { position: from.position + 1, index: 0 },
    window: runWindow({ fuel: [], ...different }),
  });
}
const said = (capability: Capability): FactData<'runs.observed'> =>
  capability.facts[0]!.data as FactData<'runs.observed'>;

/** ln µs of a hundred runs, 1 % up and down around a mean. */
const latency = (mean: number, n = 100): Partial<RunWindow> => ({
  observations: {
    latency: Array.from({ length: n }, (_, index) => mean + (index % 2 === 0 ? 0.01 : -0.01)),
  },
});
const errors = (share: number): Partial<RunWindow> => ({
  errors: Math.round(share * 100),
  observations: {
    errors: Array.from({ length: 100 }, (_, index) =>
      Math.floor((index + 1) * share) > Math.floor(index * share) ? 1 : 0,
    ),
  },
});

describe('a channel that a detector watches', () => {
  const watched = serving({ detectors: { latency: CUSUM } });

  it('alarms with detector, parameters, statistic, threshold, window and baseline in the fact', () => {
    const slow = observed(observed(watched, latency(7)), latency(7.4)).thenFacts([
      'runs.observed',
      { finding: 'detected' },
    ]);
    const [metric] = said(slow).metrics;
    // Against a deviation of at least .05, .4 is 8 deviations, up and down by .2: sums of 7.7 and 15.
    expect(metric).toMatchObject({
      reason: 'latency',
      samples: 2,
      alarm: { detector: CUSUM, statistic: 15, threshold: 10, observations: 2, in_window: 2 },
    });
    expect(metric!.baseline).toBeCloseTo(Math.exp(7), 3);
    expect(metric!.statistic).toBeCloseTo(Math.exp(7.4), 3);
    expect(metric!.threshold).toBeCloseTo(Math.exp(7.2), 3);
    expect(said(slow).readings).toEqual([
      { channel: 'latency', detector: 'cusum', observations: 2, statistic: 15, threshold: 10, alarm: true },
    ]);
    expect(slow.told).toMatchObject([['artifact/a-1', { type: 'noteDrift', stage: 'detected', window: 2 }]]);
  });

  it('is confirmed by what came since, cleared by less than half of it', () => {
    const slow = observed(observed(watched, latency(7)), latency(7.4));
    const confirmed = observed(slow, latency(7.35)).thenFacts(['runs.observed', { finding: 'confirmed' }]);
    expect(said(confirmed).metrics[0]!.statistic).toBeCloseTo(Math.exp(7.35), 3);
    observed(slow, latency(7.15)).thenFacts(['runs.observed', { finding: 'cleared' }]);
  });

  it('is confirmed at once where the capability asks for no second window', () => {
    const hasty = serving({ detectors: { latency: CUSUM }, confirm: 0 });
    observed(observed(hasty, latency(7)), latency(7.4)).thenFacts([
      'runs.observed',
      { finding: 'confirmed' },
    ]);
  });

  it('waits for more where too few runs say something of it, and then goes by all of them', () => {
    let few = observed(observed(watched, latency(7)), latency(7.4));
    few = observed(few, latency(7.4, 20)).thenFacts(['runs.observed', { finding: 'settling' }]);
    few = observed(few, latency(7.4, 20)).thenFacts(['runs.observed', { finding: 'confirmed' }]);
    expect(said(few).metrics[0]!.samples).toBe(40);
  });

  it('does not take a drifting window for normal: what was cleared alarms again', () => {
    let back = observed(observed(watched, latency(7)), latency(7.4));
    back = observed(back, latency(7));
    expect(said(back).finding).toBe('cleared');
    back = observed(back, latency(7.4));
    expect(said(back).finding).toBe('detected');
    expect(said(back).metrics[0]!.baseline).toBeCloseTo(Math.exp(7), 3);
  });

  it('is no drift when it becomes better, nor when it comes back from there', () => {
    const adwin = serving({ detectors: { latency: { name: 'adwin', delta: 0.002, clock: 32 } } });
    let better = observed(observed(adwin, latency(7)), latency(6));
    expect(said(better).finding).toBe('quiet');
    better = observed(better, latency(6));
    better = observed(better, latency(6.95));
    expect([said(better).finding, said(better).metrics]).toEqual(['quiet', []]);
  });

  it('leaves other channels to the window rule, and takes its own from it', () => {
    const first = observed(watched, latency(7));
    const crawling = { ...latency(7), latency_us: { median: 90_000, mean: 90_000 } };
    expect(said(observed(first, crawling)).finding).toBe('quiet');
    const wrong = observed(first, { ...latency(7), errors: 20 });
    expect(said(wrong).metrics).toEqual([
      { reason: 'errors', statistic: 0.2, baseline: 0, threshold: 0.05, samples: 100 },
    ]);
  });

  it('looks away while an evolution goes on and in the windows after one that found nothing', () => {
    let done = observed(observed(observed(watched, latency(7)), latency(7.4)), latency(7.4));
    done = observed(done, latency(7.4)).thenFacts(['runs.observed', { finding: 'settling' }]);
    expect(said(done).readings).toBeUndefined();
    done = done.when({ type: 'settle', outcome: 'rejected' }, { from: { kind: 'artifact', id: 'a-1' } });
    expect(said(observed(done, latency(7.4))).finding).toBe('settling');
  });

  it('of a successor begins anew', () => {
    const slow = observed(observed(watched, latency(7)), latency(7.4)).when(
      { type: 'offer', task: 't-2', parents: ['a-1'], quality: 1 },
      { from: { kind: 'artifact', id: 'a-2' } },
    );
    expect(context(slow).detector.watches).toBeUndefined();
  });

  it('says nothing of runs that say nothing of it', () => {
    const never = observed(observed(watched, {}), { observations: { latency: [] } });
    expect([said(never).finding, said(never).readings]).toEqual(['quiet', undefined]);
  });

  it.each([Number.NaN, Infinity])('refuses a window with %s in it', (x) => {
    observed(watched, { observations: { latency: [7, x] } }).thenRefused('invalid', /latency.*no number/);
  });
});

describe('errors that a detector watches', () => {
  const watched = serving({ detectors: { errors: CUSUM } });

  it('need more than a few failures beside a baseline without any', () => {
    const started = observed(watched, errors(0));
    expect(said(observed(started, errors(0.05))).finding).toBe('quiet');
    const many = observed(started, errors(0.5));
    expect(said(many)).toMatchObject({ finding: 'detected', metrics: [{ reason: 'errors', baseline: 0 }] });
    expect(said(observed(many, errors(0.4))).finding).toBe('confirmed');
  });
});

describe('a capability without detectors', () => {
  it('has the states and facts it always had', () => {
    const plain = observed(observed(serving({}), {}), {});
    expect(Object.keys(said(plain))).not.toContain('readings');
    expect(JSON.stringify(context(plain))).not.toContain('watches');
  });
});
