import { beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../actors/host.ts';
import { Observer, windowOf } from '../../actors/observer.ts';
import { Recorder } from '../../actors/recorder.ts';
import { capabilityState } from '../../actors/workshop.ts';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import type { Run } from '../../events/run.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { hostOn, must, soundHistory } from '../hosting.ts';
import { recordedRuns, run } from '../runs.ts';
import { declaration, SUITE } from '../samples.ts';

const C = { kind: 'capability', id: 'double' } as const;
const offer = (from: string, parents: string[] = []) =>
  [
    { type: 'offer', task: 't-1', parents, quality: 1 },
    `offer-${from}`,
    { kind: 'artifact', id: from },
  ] as const;

let log: Substrate;
let host: Host;
let recorder: Recorder;
beforeEach(async () => {
  log = memorySubstrate();
  host = hostOn(log);
  recorder = new Recorder(log, 'w');
  const observe = { ...declaration().observe, window: 20, baseline_runs: 30, min_samples: 10 };
  await must(host, C, { type: 'declare', ...declaration({ observe }) }, 'd');
  await must(host, C, { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [] }, 'p');
  await must(host, C, ...offer('a-1'));
});

type Observed = { window: RunWindow; finding: string; to: unknown };
async function observed(): Promise<Observed[]> {
  const commits = await soundHistory(log, C);
  return commits
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === 'runs.observed')
    .map(({ data }) => data as Observed);
}
const shown = async (): Promise<unknown[]> =>
  (await observed()).map(({ window, finding }) => `${window.ran} ${window.n} ${finding}`);

describe('an observer', () => {
  it('carries complete windows and lets the rest wait for more', async () => {
    await recorder.recordBatch('double', 'one', recordedRuns(79));
    expect(await new Observer(host).observe('double')).toBe(3);
    expect(await shown()).toEqual(['a-1 30 baseline', 'a-1 20 quiet', 'a-1 20 quiet']);
    expect(await new Observer(host).observe('double')).toBe(0);
    await recorder.recordBatch('double', 'two', recordedRuns(11));
    expect(await new Observer(host).observe('double')).toBe(1);
    expect((await observed()).at(-1)).toMatchObject({
      from: { position: 1, index: 70 },
      to: { position: 2, index: 11 },
    });
  });

  it('sees every run once, over many small batches too', async () => {
    for (let batch = 0; batch < 70; batch += 1)
      await recorder.recordBatch(
        'double',
        `b-${batch}`,
        recordedRuns(1, () => ({ latency_us: batch })),
      );
    await recorder.recordBatch('other', 'noise', recordedRuns(50));
    expect(await new Observer(host).observe('double')).toBe(3);
    const means = (await observed()).map(({ window }) => window.latency_us.mean);
    expect(means).toEqual([14.5, 39.5, 59.5]);
  });

  it('splits at a takeover: what is left of the predecessor alarms nobody', async () => {
    await recorder.recordBatch('double', 'before', recordedRuns(35));
    await must(host, C, ...offer('a-2', ['a-1']));
    await recorder.recordBatch(
      'double',
      'after',
      recordedRuns(30, () => ({ ran: 'a-2' })),
    );
    expect(await new Observer(host).observe('double')).toBe(3);
    expect(await shown()).toEqual(['a-1 30 settling', 'a-1 5 settling', 'a-2 30 baseline']);
  });

  it('freezes no baseline from a few runs between late ones of the predecessor', async () => {
    await must(host, C, ...offer('a-2', ['a-1']));
    const late = (index: number) => ({ ran: index === 1 || index > 2 ? 'a-2' : 'a-1' });
    await recorder.recordBatch('double', 'mixed', recordedRuns(33, late));
    await new Observer(host).observe('double');
    expect(await shown()).toEqual(['a-1 1 settling', 'a-2 1 settling', 'a-1 1 settling', 'a-2 30 baseline']);
  });

  it('shares the work with another one without observing twice', async () => {
    await recorder.recordBatch('double', 'one', recordedRuns(30 + 10 * 20));
    const counts = await Promise.all([
      new Observer(host).observe('double'),
      new Observer(hostOn(log, { writer: 'two' })).observe('double'),
    ]);
    expect(counts[0] + counts[1]).toBe(11);
    expect(await observed()).toHaveLength(11);
  });

  describe('while a rollout shares the runs out', () => {
    const assigned = { rollout: 'double-ro1', propensity: 0.5, unit: 'a'.repeat(64) };
    const shared = (index: number) => ({ ran: index % 2 === 0 ? 'a-1' : 'a-2', assigned, latency_us: index });

    it('passes over the runs of challengers: windows are of what is served', async () => {
      await recorder.recordBatch('double', 'shared', recordedRuns(2 * (30 + 20) + 7, shared));
      expect(await new Observer(host).observe('double')).toBe(2);
      expect(await shown()).toEqual(['a-1 30 baseline', 'a-1 20 quiet']);
      expect((await observed())[0]).toMatchObject({ window: { latency_us: { mean: 29 } } });
    });

    it('and does not read them again with every look for a window to fill', async () => {
      const reads: number[] = [];
      const { runs } = log;
      const counting = {
        ...log,
        runs: {
          append: (...given: Parameters<typeof runs.append>) => runs.append(...given),
          read: (after: number, ...rest: [number, string?]) => {
            reads.push(after);
            return runs.read(after, ...rest);
          },
        } as typeof runs,
      };
      const observer = new Observer(hostOn(counting));
      await recorder.recordBatch('double', 'one', recordedRuns(3, shared));
      await recorder.recordBatch(
        'double',
        'two',
        recordedRuns(400, () => ({ ran: 'a-2', assigned })),
      );
      expect(await observer.observe('double')).toBe(0);
      await recorder.recordBatch('double', 'three', recordedRuns(28));
      reads.length = 0;
      expect(await observer.observe('double')).toBe(1);
      expect(await shown()).toEqual(['a-1 30 baseline']);
      // The place behind the second batch; then behind the window.
      expect(Math.min(...reads)).toBe(1);
    });

    it('a promoted challenger’s runs of before count from its promotion on, the incumbent’s no more', async () => {
      await recorder.recordBatch('double', 'shared', recordedRuns(60, shared));
      await must(host, C, ...offer('a-2', ['a-1']));
      expect(await new Observer(host).observe('double')).toBe(1);
      expect(await shown()).toEqual(['a-2 30 baseline']);
    });
  });

  it('of a capability nobody declared has nothing to do', async () => {
    expect(await new Observer(host).observe('unknown')).toBe(0);
    expect((await capabilityState(host, 'unknown')).version).toBe(0);
  });
});

describe('a window', () => {
  const runs = (different: readonly Parameters<typeof run>[0][]): Run[] =>
    different.map((one, index) => ({ id: `b/${index}`, ...run({ input: String(index), ...one }) }));

  it('sums what was measured and leaves out what was not', () => {
    const window = windowOf(
      runs([
        { quality: 0.5, fuel: 10, latency_us: 100, cache: 'hit', cost_micro: 2 },
        { quality: null, fuel: null, latency_us: 400, cache: 'miss', cost_micro: 3 },
        { quality: 1, fuel: 30, latency_us: 200, outcome: 'timeout', error: 'slow', cost_micro: 4 },
      ]),
    );
    expect(window).toMatchObject({
      ran: 'a-1',
      n: 3,
      errors: 1,
      quality: { n: 2, sum: 1.5 },
      // Not of the one that a cache answered.
      executed: 2,
      latency_us: { median: 300, mean: 300 },
      fuel: [10, 30],
      cache: { hits: 1, n: 2 },
      cost_micro: 9,
    });
  });

  it('keeps eight failing inputs, each once, and the three heaviest', () => {
    const window = windowOf(
      runs([
        ...Array.from({ length: 12 }, () => ({ failed: ['rule'] })),
        { input: '0', failed: ['rule'] },
        { outcome: 'error', error: 'boom' } as const,
        ...[5, 9, 7, 9].map((fuel) => ({ fuel })),
      ]),
    );
    expect(window.failing.map(({ run: id }) => id)).toEqual(
      Array.from({ length: 8 }, (_, index) => `b/${index}`),
    );
    expect(window.heaviest.map(({ run: id, fuel }) => [id, fuel])).toEqual([
      ['b/15', 9],
      ['b/17', 9],
      ['b/16', 7],
    ]);
  });
});
