import type { RunBatch } from '../../events/run.ts';
import type { Dse } from '../dse.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import type { BenchRow } from './outcome.ts';
import { rawPublishRate } from './rawPublish.ts';

type Mode = 'buffered' | 'durable';

export type RawRunsOptions = {
  /** The server under the log, `host:port`. */
  readonly address: string;
  readonly calls: number;
  readonly inFlight: number;
  readonly repetitions: number;
  /** Serves `calls` calls, `inFlight` at a time. */
  readonly serve: (mode: Mode) => Promise<unknown>;
};

/**
 * Serving on JetStream until every run is in the log, beside a raw publish of what it wrote: of the very batches when the answer comes
 * first, of one message per run when the answer waits for its ack.
 */
export async function besideRawRuns(dse: Dse, options: RawRunsOptions): Promise<readonly BenchRow[]> {
  const { address, calls, inFlight, repetitions, serve } = options;
  const turns: Record<Mode, Turn[]> = { buffered: [], durable: [] };
  for (let turn = 0; turn < repetitions; turn += 1) {
    for (const mode of ['buffered', 'durable'] as const) {
      await dse.recorder.flush();
      const before = await dse.substrate.runs.position();
      const started = performance.now();
      await serve(mode);
      await dse.recorder.flush();
      const ours = calls / ((performance.now() - started) / 1000);
      const batches = (await dse.substrate.runs.read(before, Infinity)).map(({ body }) => body);
      const recorded = batches.map((body) => (JSON.parse(body) as RunBatch).runs);
      const runs = recorded.flat().map((run) => JSON.stringify(run));
      if (runs.length !== calls) throw new Error(`bench: ${calls} calls left ${runs.length} runs in the log`);
      const stream = `raw-${mode}-${turn}`;
      const reference =
        mode === 'durable'
          ? await rawPublishRate(address, stream, runs, inFlight)
          : (await rawPublishRate(address, stream, batches, inFlight)) * (calls / batches.length);
      turns[mode].push({ ours, reference });
    }
  }
  return [
    compared(
      'calls/s, answered first, until all are in the log',
      turns.buffered,
      'reported: beside a raw JetStream publish of the same batches, in runs/s',
      () => true,
    ),
    compared(
      'calls/s, answered after the ack',
      turns.durable,
      'reported: beside a raw JetStream publish of one message per run',
      () => true,
    ),
  ];
}
