import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recorder } from '../../actors/recorder.ts';
import { RunBatch } from '../../events/run.ts';
import type { RunLog } from '../../events/substrate/runs.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { recorded, recordedRuns, run } from '../runs.ts';

let log: Substrate;
beforeEach(() => {
  log = memorySubstrate();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

async function batches(capability?: string): Promise<RunBatch[]> {
  const stored = await log.runs.read(0, 1000, capability);
  return stored.map(({ body }) => RunBatch.parse(JSON.parse(body)));
}
const sizes = async (): Promise<number[]> => (await batches()).map(({ runs }) => runs.length);

/** The same log with another `append` for runs. */
const appendingRuns = (append: RunLog['append']): Substrate => ({ ...log, runs: { ...log.runs, append } });

describe('buffered runs', () => {
  it('are written together 50 ms after the first', async () => {
    const recorder = new Recorder(log, 'w');
    for (const one of recordedRuns(3)) await recorder.record('double', one, 'buffered');
    await vi.advanceTimersByTimeAsync(49);
    expect(await sizes()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sizes()).toEqual([3]);
  });

  it('are written at 500 without waiting', async () => {
    const recorder = new Recorder(log, 'w');
    for (const one of recordedRuns(501)) await recorder.record('double', one, 'buffered');
    await vi.advanceTimersByTimeAsync(0);
    expect(await sizes()).toEqual([500]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await sizes()).toEqual([500, 1]);
  });

  it('are announced when the first is held, so that a crash can be told', async () => {
    const held: string[] = [];
    const recorder = new Recorder(log, 'w', (capability) => held.push(capability));
    await recorder.record('double', recorded(), 'durable');
    expect(held).toEqual([]);
    await recorder.record('double', recorded(), 'buffered');
    expect(held).toEqual(['double']);
  });

  it('that could not be written are not forgotten in silence: the next record says so', async () => {
    const recorder = new Recorder(
      appendingRuns(async () => {
        throw new Error('the disk is full');
      }),
      'w',
    );
    await recorder.record('double', recorded(), 'buffered');
    await vi.advanceTimersByTimeAsync(50);
    await expect(recorder.record('double', recorded(), 'buffered')).rejects.toThrow('the disk is full');
  });
});

describe('durable runs', () => {
  it('are in the log when the answer is given, with those that waited', async () => {
    const recorder = new Recorder(log, 'w');
    await recorder.record('double', recorded({ input: '7' }), 'buffered');
    await recorder.record('double', recorded({ input: '8' }), 'durable');
    expect((await batches())[0]?.runs.map(({ id, input }) => [id, input])).toMatchObject([
      ['w-1/0', { json: '7' }],
      ['w-1/1', { json: '8' }],
    ]);
  });

  it('that come while a batch is written go together into the next one, which never grows beyond 500', async () => {
    const recorder = new Recorder(log, 'w');
    const answered = recordedRuns(600).map((one) => recorder.record('double', one, 'durable'));
    await Promise.all(answered);
    expect(await sizes()).toEqual([500, 100]);
  });

  it('take those with them that were answered before, and their failure is not forgotten either', async () => {
    const recorder = new Recorder(
      appendingRuns(async () => {
        throw new Error('the disk is full');
      }),
      'w',
    );
    await recorder.record('double', recorded({ input: '1' }), 'buffered');
    await expect(recorder.record('double', recorded({ input: '2' }), 'durable')).rejects.toThrow('full');
    await expect(recorder.record('double', recorded({ input: '3' }), 'durable')).rejects.toThrow('full');
    const held = recorder.record('double', recorded({ input: '4' }), 'buffered');
    await expect(held).rejects.toThrow('the disk is full');
  });

  it('fail with the batch they are in, each of them, and no other', async () => {
    let batch = 0;
    const recorder = new Recorder(
      appendingRuns(async (given) => {
        batch += 1;
        if (batch === 2) throw new Error('the second is lost');
        return log.runs.append(given);
      }),
      'w',
    );
    const first = recorder.record('double', recorded({ input: '1' }), 'durable');
    await vi.advanceTimersByTimeAsync(0);
    const rest = recordedRuns(501).map((one) => recorder.record('double', one, 'durable'));
    const settled = await Promise.allSettled([first, ...rest]);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(500);
    expect(await sizes()).toEqual([1, 1]);
  });

  it('fail alone: the next one is written when the reason is gone', async () => {
    let full = true;
    const recorder = new Recorder(
      appendingRuns(async (batch) => {
        if (full) throw new Error('the disk is full');
        return log.runs.append(batch);
      }),
      'w',
    );
    await expect(recorder.record('double', recorded(), 'durable')).rejects.toThrow('full');
    full = false;
    await recorder.record('double', recorded(), 'durable');
    expect(await batches()).toMatchObject([{ n: 1 }]);
  });

  it('are not taken for those of a batch whose answer was lost', async () => {
    let broken = true;
    const recorder = new Recorder(
      appendingRuns(async (batch) => {
        const outcome = await log.runs.append(batch);
        if (broken) throw new Error('no answer');
        return outcome;
      }),
      'w',
    );
    await expect(recorder.record('double', recorded({ input: '1' }), 'durable')).rejects.toThrow('no answer');
    broken = false;
    await recorder.record('double', recorded({ input: '2' }), 'durable');
    expect((await batches()).map(({ n, runs }) => [n, runs[0]?.input])).toMatchObject([
      [1, { json: '1' }],
      [2, { json: '2' }],
    ]);
  });
});

describe('batches', () => {
  it('are numbered without gaps over all capabilities, and go on where the last process stopped', async () => {
    const recorder = new Recorder(log, 'w');
    await Promise.all(
      ['a', 'b', 'c'].map((capability) => recorder.record(capability, recorded(), 'durable')),
    );
    await new Recorder(log, 'w').record('a', recorded(), 'durable');
    await new Recorder(log, 'other').record('a', recorded(), 'durable');
    expect((await batches()).map(({ writer, n }) => `${writer}${n}`)).toEqual([
      'w1',
      'w2',
      'w3',
      'w4',
      'other1',
    ]);
  });

  it('with a name of the producer are written once, and use up no number when named again', async () => {
    const recorder = new Recorder(log, 'w');
    expect(await recorder.recordBatch('double', 'monday', recordedRuns(2))).toBe('appended');
    expect(await recorder.recordBatch('double', 'monday', recordedRuns(2))).toBe('duplicate');
    expect(await recorder.recordBatch('double', 'tuesday', recordedRuns(1))).toBe('appended');
    expect((await batches()).map(({ id, n }) => [id, n])).toEqual([
      ['monday', 1],
      ['tuesday', 2],
    ]);
  });

  it('say up to where the writer had seen events', async () => {
    const seen = { ...log, events: { ...log.events, position: async () => 42 } };
    await new Recorder(seen, 'w').record('double', recorded(), 'durable');
    expect(await batches()).toMatchObject([{ after: 42 }]);
  });
});

describe('the runs of a workflow', () => {
  const step = (capability: string, input: string) => ({ capability, run: run({ input }) });

  it('are recorded with those of its steps, which name it as their parent', async () => {
    const recorder = new Recorder(log, 'w');
    await recorder.recordBatch('flow', 'monday', [
      recorded(),
      { run: run(), steps: [step('one', '1'), step('two', '2')] },
      { run: run(), steps: [step('one', '3')] },
    ]);
    expect((await batches('one'))[0]?.runs.map(({ id, parent }) => [id, parent])).toEqual([
      ['monday.one.0/0', 'monday/1'],
      ['monday.one.0/1', 'monday/2'],
    ]);
    expect((await batches('two'))[0]?.runs.map(({ parent }) => parent)).toEqual(['monday/1']);
  });

  it('named again after a crash between the batches gets the missing ones, and only them', async () => {
    let appends = 0;
    const crashing = new Recorder(
      appendingRuns(async (batch) => {
        appends += 1;
        if (appends === 2) throw new Error('crash');
        return log.runs.append(batch);
      }),
      'w',
    );
    const runs = [{ run: run(), steps: [step('one', '1')] }];
    await expect(crashing.recordBatch('flow', 'monday', runs)).rejects.toThrow('crash');
    expect(await new Recorder(log, 'w').recordBatch('flow', 'monday', runs)).toBe('duplicate');
    expect((await batches()).map(({ id }) => id)).toEqual(['monday', 'monday.one.0']);
  });

  it('may have more steps than a batch holds', async () => {
    const steps = Array.from({ length: 1001 }, (_, index) => step('one', String(index)));
    await new Recorder(log, 'w').recordBatch('flow', 'monday', [{ run: run(), steps }]);
    expect((await batches('one')).map(({ id, runs }) => [id, runs.length])).toEqual([
      ['monday.one.0', 1000],
      ['monday.one.1', 1],
    ]);
  });
});
