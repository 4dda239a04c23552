import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilityState } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { createDse } from '../dse.ts';
import type { Dse } from '../dse.ts';
import { benchServer } from './benchServer.ts';
import type { BenchServer } from './benchServer.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome } from './outcome.ts';
import { besideRawRuns } from './rawRuns.ts';

export type BenchServeOptions = {
  /** Calls per turn. */
  readonly calls?: number;
  readonly inFlight?: number;
  readonly repetitions?: number;
  /** Recorded on a nats-server of this kind, started for the bench, in place of SQLite: `2.9`, or `current`. */
  readonly nats?: string;
};

type Call = (input: string) => Promise<unknown>;

const SOURCE = 'function double(n) { return n * 2; }';

async function inTurn(call: Call, calls: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const started = performance.now();
    await call(String(index));
    times.push((performance.now() - started) * 1000);
  }
  return middle(times);
}

async function together(call: Call, calls: number, inFlight: number): Promise<number> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < calls; index = next++) await call(String(index));
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return calls / ((performance.now() - started) / 1000);
}

/**
 * Serving a stored artifact, buffered: route, run, judge, record, with fuel counted on its usual sample, beside a bare call into the
 * same sandbox children, in turns (DESIGN 13: p50 ≤ 2 ×, throughput ≥ 0.7; aim p50 ≤ 1.3 ×). On a nats-server also beside raw JetStream.
 */
export async function benchServe(options: BenchServeOptions = {}): Promise<BenchOutcome> {
  const { calls = 4000, inFlight = 64, repetitions = 5 } = options;
  const nats = options.nats === undefined ? null : await benchServer(options.nats);
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-serve-'));
  try {
    const dse = await createDse({ folder, ...(nats ? { log: `nats://${nats.address}` } : {}) });
    try {
      return await onDse(dse, folder, { calls, inFlight, repetitions }, nats);
    } finally {
      await dse.close();
    }
  } finally {
    await nats?.server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function onDse(
  dse: Dse,
  folder: string,
  { calls, inFlight, repetitions }: Required<Omit<BenchServeOptions, 'nats'>>,
  nats: BenchServer | null,
): Promise<BenchOutcome> {
  const spec = CapabilitySpec.parse({
    capability: 'double',
    description: 'Doubles a number.',
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    seeds: [{ name: 'right', source: SOURCE, provenance: 'the bench' }],
    controls: [],
    oracle: null,
  });
  await dse.declare(spec, folder);
  await dse.settle();
  await dse.submit('double', 'bench');
  await dse.settle();
  if (!(await capabilityState(dse.host, 'double')).context.served)
    throw new Error('bench: nothing is served');
  const limits = { fuel: null, wallMs: 2000, memoryMb: 64, outputBytes: 1_000_000, depth: 64 };
  const bare = await dse.workshop.sandbox.serve(
    { language: 'javascript', source: SOURCE, entry: 'double' },
    limits,
  );
  const served =
    (mode: 'buffered' | 'durable'): Call =>
    (input) =>
      dse.server.run({ capability: 'double', input, correlation: 'bench' }, mode);
  const serve = served('buffered');
  const direct: Call = (input) => bare.call(input);
  for (const call of [serve, direct]) await together(call, calls, inFlight);

  const p50: Turn[] = [];
  const rate: Turn[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) {
    p50.push({ ours: await inTurn(serve, calls), reference: await inTurn(direct, calls) });
    rate.push({
      ours: await together(serve, calls, inFlight),
      reference: await together(direct, calls, inFlight),
    });
  }
  await bare.close();
  const rows = [
    compared(
      'p50 µs of one call at a time',
      p50,
      'ratio ≤ 2 (aim 1.3) of a bare call into the sandbox',
      (ratio) => ratio <= 2,
    ),
    compared('calls/s', rate, 'ratio ≥ 0.7 of bare calls into the sandbox', (ratio) => ratio >= 0.7),
    ...(nats
      ? await besideRawRuns(dse, {
          address: nats.address,
          calls,
          inFlight,
          repetitions,
          serve: (mode) => together(served(mode), calls, inFlight),
        })
      : []),
  ];
  const { engine, engineVersion } = await dse.workshop.sandbox.walls();
  return {
    bench: 'serve',
    config: { log: nats ? 'nats' : 'sqlite', calls, inFlight, repetitions, record: 'buffered' },
    seeds: [],
    versions: {
      node: process.version,
      [engine]: engineVersion,
      ...(nats ? { 'nats-server': nats.version } : {}),
    },
    rows,
    holds: rows.every(({ holds }) => holds),
  };
}
