import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../log/open.ts';
import { bareProofRate } from './bareProvers.ts';
import { benchServer } from './benchServer.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { PROOF_FACTS, provingOrder } from './provingOrder.ts';
import { startWorker } from './workerProcess.ts';

export type BenchWorkersOptions = {
  /** Numbers of workers; the first one is what the others are compared with. */
  readonly workers?: readonly number[];
  /** Tasks in the queue, each with two proofs. */
  readonly tasks?: number;
  readonly repetitions?: number;
  /** How long the bare processes prove, each time. */
  readonly bareSeconds?: number;
  /** The nats-server, by its version: `2.9`, or `current`. */
  readonly nats?: string;
  readonly progress?: (line: string) => void;
};

/** What a `dse work` has: sandbox children (`createDse`) and effects at work at the same time (`Worker`). */
const SETTING = { children: Math.max(1, Math.min(4, availableParallelism())), parallel: 4 };

/** Of one number of workers, the middle of the repetitions. */
type Throughput = {
  readonly workers: number;
  readonly proofsPerSecond: number;
  /** throughput(n) / (n × throughput(1)), with its spread. */
  readonly efficiency: number;
  readonly efficiencySpread: readonly [number, number];
  /** The same of as many bare processes. */
  readonly bareProofsPerSecond: number;
  readonly bareEfficiency: number;
  /** Proofs and seconds of the counted stretches. */
  readonly counted: { readonly proofs: number; readonly seconds: number };
};

/**
 * Proofs per second of `dse work` processes that share one queue on JetStream, beside as many processes that only prove, in turns: what the
 * machine gives to 2 or 4 of anything shows in the reference. Counted is the stretch from the moment at which each worker has recorded its
 * first proof to the moment at which the last task was taken: all are running, and work is waiting.
 */
export async function benchWorkers(
  options: BenchWorkersOptions = {},
): Promise<BenchOutcome & { readonly detail: readonly Throughput[] }> {
  const { workers = [1, 2, 4], tasks = 240, repetitions = 3, bareSeconds = 5, nats = 'current' } = options;
  const { server, version, address } = await benchServer(nats);
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-workers-'));
  try {
    const turns = new Map(workers.map((count) => [count, [] as (Turn & Stretch)[]]));
    for (let turn = 0; turn < repetitions; turn += 1) {
      for (const count of workers) {
        const name = `t${turn}-${count}`;
        const stretch = await shared(`nats://${address}/${name}`, join(folder, name), count, tasks);
        const ours = stretch.proofs / stretch.seconds;
        const reference = await bareProofRate(count, SETTING, bareSeconds);
        turns.get(count)!.push({ ours, reference, ...stretch });
        options.progress?.(`${count} workers: ${ours.toFixed(1)} proofs/s, bare ${reference.toFixed(1)}`);
      }
    }
    const one = turns.get(workers[0]!)!;
    const detail = [...turns].map(([count, measured]) => throughput(count, measured, workers[0]!, one));
    const rows: BenchRow[] = [...turns].map(([count, measured]) =>
      compared(
        `proofs/s, ${count} ${count === 1 ? 'worker' : 'workers'}`,
        measured,
        `reported: beside ${count} bare ${count === 1 ? 'process' : 'processes'}`,
        () => true,
      ),
    );
    return {
      bench: 'workers',
      config: {
        log: 'nats',
        workers: workers.join(','),
        tasks,
        proofsPerTask: 2,
        repetitions,
        bareSeconds,
        cores: availableParallelism(),
        sandboxChildren: SETTING.children,
        counted: 'from the last worker’s first proof to the last task taken',
      },
      seeds: [],
      versions: { node: process.version, 'nats-server': version },
      rows,
      holds: rows.every(({ holds }) => holds),
      detail,
    };
  } finally {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

type Stretch = { readonly proofs: number; readonly seconds: number };

/** So many workers on a log of their own work off the tasks. */
async function shared(url: string, home: string, count: number, tasks: number): Promise<Stretch> {
  const log = await openLog(url);
  const workers = Array.from({ length: count }, (_, index) =>
    startWorker({ folder: join(home, String(index)), url }),
  );
  try {
    const names = await Promise.all(workers.map(({ name }) => name));
    await Promise.all(
      Array.from({ length: tasks }, (_, index) => {
        const capability = `primes-${index}`;
        return log.tasks.publish({
          id: `t${index}`,
          capability,
          body: JSON.stringify(provingOrder(capability)),
        });
      }),
    );
    while ((await log.tasks.waiting()) > 0 || (await log.effects.pending()).length > 0) await sleep(200);
    for (const worker of workers) await worker.stop();
    return await stretchOf(log, names);
  } finally {
    for (const worker of workers) worker.child.kill('SIGKILL');
    await log.close();
  }
}

/** What the log says: when each worker recorded proofs, and when tasks were taken. */
async function stretchOf(log: Substrate, names: readonly string[]): Promise<Stretch> {
  const first = new Map<string, number>();
  const proofs: number[] = [];
  let lastTaken = -Infinity;
  for (let after = 0; ;) {
    const page = await log.events.readAll(after, 500);
    for (const { position, body } of page) {
      after = position;
      const { meta, events } = JSON.parse(body) as Commit;
      const at = Date.parse(meta.at);
      if (events.some(({ type }) => type === 'task.accepted')) lastTaken = at;
      if (!events.some(({ type }) => PROOF_FACTS.has(type))) continue;
      proofs.push(at);
      const { writer } = meta.producer;
      if (!first.has(writer)) first.set(writer, at);
    }
    if (page.length === 0) break;
  }
  const from = Math.max(...names.map((name) => first.get(name) ?? Infinity));
  const counted = proofs.filter((at) => at > from && at <= lastTaken).length;
  if (counted === 0)
    throw new Error(
      'bench: the queue was empty before every worker had proved something: give it more --tasks',
    );
  return { proofs: counted, seconds: (lastTaken - from) / 1000 };
}

function throughput(
  workers: number,
  measured: readonly (Turn & Stretch)[],
  fewest: number,
  base: readonly Turn[],
): Throughput {
  const share = (of: 'ours' | 'reference') =>
    measured.map((turn, at) => turn[of] / ((workers / fewest) * base[at]![of]));
  const efficiencies = share('ours');
  return {
    workers,
    proofsPerSecond: middle(measured.map(({ ours }) => ours)),
    efficiency: middle(efficiencies),
    efficiencySpread: [Math.min(...efficiencies), Math.max(...efficiencies)],
    bareProofsPerSecond: middle(measured.map(({ reference }) => reference)),
    bareEfficiency: middle(share('reference')),
    counted: {
      proofs: middle(measured.map(({ proofs }) => proofs)),
      seconds: middle(measured.map(({ seconds }) => seconds)),
    },
  };
}
