import { runInThisContext } from 'node:vm';
import type { Limits, Program, Sandbox, Served } from '../../actors/ports.ts';
import { findBubblewrap } from '../sandbox/bubblewrap.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { residentBytes } from '../sandbox/resident.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { BareChild } from './sandbox/bareChild.ts';
import { KERNELS } from './sandbox/kernels.ts';

export type BenchSandboxOptions = {
  /** Calls in turn, and calls in batches, of each block. */
  readonly calls?: number;
  readonly batched?: number;
  readonly blocks?: number;
  readonly artifacts?: number;
  readonly progress?: (line: string) => void;
};

type Call = (input: string) => Promise<unknown>;

const TINY = 'const f = (x) => x + 1';
const BATCH = 100;
/** What has no floor. */
const STATED = ['stated', () => true] as const;
const LIMITS: Limits = { fuel: null, wallMs: 10_000, memoryMb: 64, outputBytes: 100_000, depth: 50 };

const program = (source: string): Program => ({ language: 'javascript', source, entry: 'f' });
const since = (began: number): number => performance.now() - began;
const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

/** Times of calls one after the other, in µs, shortest first. */
async function inTurn(call: Call, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const began = performance.now();
    await call(String(index));
    times.push(since(began) * 1000);
  }
  return times.sort((a, b) => a - b);
}

async function perSecond(
  calls: number,
  batch: (inputs: readonly string[]) => Promise<unknown>,
): Promise<number> {
  const inputs = Array.from({ length: BATCH }, (_, index) => String(index));
  const began = performance.now();
  for (let done = 0; done < calls; done += BATCH) await batch(inputs);
  return calls / (since(began) / 1000);
}

/**
 * The sandbox beside what it stands on, in one run and in turns: a call into a hardened child that does nothing but call one isolate (same
 * flags, rights, frames and bubblewrap), and that isolate called inside its own process.
 */
export async function benchSandbox(options: BenchSandboxOptions = {}): Promise<BenchOutcome> {
  const { calls = 4000, batched = 40_000, blocks = 5, artifacts = 100, progress = () => {} } = options;
  const wrap = await findBubblewrap();
  const rows: BenchRow[] = [];
  const add = (...more: readonly BenchRow[]): void => {
    rows.push(...more);
    for (const { name, ours, reference } of more) progress(`${name}: ${ours} beside ${reference ?? '–'}`);
  };
  add(await coldStart(wrap, blocks));
  const sandbox = await openSandbox({ size: 1, engine: 'isolated-vm' });
  const bare = new BareChild(wrap);
  try {
    await bare.load(TINY);
    const served = await sandbox.serve(program(TINY), LIMITS);
    add(...(await warm(served, bare, { calls, batched, blocks })));
    add(...(await many(sandbox, bare, { artifacts, blocks })));
    add(...(await processor(sandbox, 2 * blocks + 1)));
    const { engine, engineVersion, walls } = await sandbox.walls();
    return {
      bench: 'sandbox',
      config: { calls, batched, blocks, artifacts, bubblewrap: wrap !== null, walls: walls.join(', ') },
      seeds: [],
      versions: { node: process.version, [engine]: engineVersion },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await bare.close();
    await sandbox.close();
  }
}

/** From nothing to the first answer: a process, an isolate, a program. */
async function coldStart(wrap: string | null, blocks: number): Promise<BenchRow> {
  const turns: Turn[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const began = performance.now();
    const sandbox = await openSandbox({ size: 1, engine: 'isolated-vm' });
    const served = await sandbox.serve(program(TINY), LIMITS);
    await served.call('1');
    const ours = since(began);
    await sandbox.close();
    const bareBegan = performance.now();
    const bare = new BareChild(wrap);
    await bare.load(TINY);
    await bare.call('1');
    turns.push({ ours, reference: since(bareBegan) });
    await bare.close();
  }
  return compared('cold start to the first answer, ms, beside a bare hardened child', turns, ...STATED);
}

async function warm(
  served: Served,
  bare: BareChild,
  { calls, batched, blocks }: { readonly calls: number; readonly batched: number; readonly blocks: number },
): Promise<BenchRow[]> {
  const into: Call = (input) => served.call(input);
  const beside: Call = (input) => bare.call(input);
  const together = (inputs: readonly string[]): Promise<unknown> => Promise.all(inputs.map(into));
  for (const call of [into, beside]) await inTurn(call, calls);
  const times: { ours: number[]; child: number[]; isolate: readonly number[] }[] = [];
  const rates: Turn[] = [];
  for (let block = 0; block < blocks; block += 1) {
    // Who goes first changes, so that neither gains from what the other left behind.
    const first = block % 2 === 0 ? await inTurn(into, calls) : null;
    const child = await inTurn(beside, calls);
    const ours = first ?? (await inTurn(into, calls));
    times.push({ ours, child, isolate: await bare.timed(calls) });
    rates.push({
      ours: await perSecond(batched, together),
      reference: await perSecond(batched, (inputs) => bare.batch(inputs)),
    });
  }
  const turns = (part: number, of: 'child' | 'isolate'): Turn[] =>
    times.map((time) => ({ ours: share(time.ours, part), reference: share(time[of], part) }));
  const rule = 'ratio ≤ 1.5 of the bare hardened child (middle of the blocks)';
  return [
    compared(
      'warm call, p50 µs, beside a bare hardened child',
      turns(0.5, 'child'),
      rule,
      (ratio) => ratio <= 1.5,
    ),
    compared('warm call, p99 µs, beside a bare hardened child', turns(0.99, 'child'), ...STATED),
    compared('warm call, p50 µs, beside isolated-vm in its own process', turns(0.5, 'isolate'), ...STATED),
    compared('warm call, p99 µs, beside isolated-vm in its own process', turns(0.99, 'isolate'), ...STATED),
    compared(`calls/s, ${BATCH} in flight, beside a bare hardened child`, rates, ...STATED),
  ];
}

/** The same source in an isolate and as a plain function of this process, each measured where it runs. */
async function processor(sandbox: Sandbox, repetitions: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, source] of Object.entries(KERNELS)) {
    const served = await sandbox.serve(program(source), LIMITS);
    const plain = runInThisContext(`(() => { ${source}; return f; })()`) as () => unknown;
    const inside = async (): Promise<number> => {
      const outcome = await served.call('0');
      if (outcome.status !== 'ok' || outcome.output !== expected)
        throw new Error(`bench: the kernel ${name} answered otherwise in the sandbox`);
      return outcome.wallUs / 1000;
    };
    const expected = JSON.stringify(plain());
    await inside();
    const turns: Turn[] = [];
    for (let turn = 0; turn < repetitions; turn += 1) {
      const ours = await inside();
      const began = performance.now();
      plain();
      turns.push({ ours, reference: since(began) });
    }
    await served.close();
    rows.push(compared(`processor, ${name}, ms, beside plain Node`, turns, ...STATED));
  }
  return rows;
}

/** How much more memory artifacts take in one child, and whether each of so many still gives its own answer. */
async function many(
  sandbox: Sandbox,
  bare: BareChild,
  { artifacts, blocks }: { readonly artifacts: number; readonly blocks: number },
): Promise<BenchRow[]> {
  const children = (): number => residentBytes(process.pid) - process.memoryUsage.rss() - bare.bytes;
  const all: Served[] = [];
  const turns: Turn[] = [];
  for (let block = 1; block <= blocks; block += 1) {
    const held = all.length;
    const until = Math.floor((artifacts * block) / blocks);
    if (until === held) continue;
    const [before, bareBefore] = [children(), bare.bytes];
    while (all.length < until)
      all.push(await sandbox.serve(program(`const f = (x) => x + ${all.length}`), LIMITS));
    const after = children();
    await bare.hold(until - held);
    const kbEach = (bytes: number): number => bytes / 1024 / (until - held);
    turns.push({ ours: kbEach(after - before), reference: kbEach(bare.bytes - bareBefore) });
  }
  const answers = await Promise.all(all.map((served) => served.call('1000')));
  const right = answers.filter((one, index) => one.status === 'ok' && one.output === String(1000 + index));
  for (const served of all) await served.close();
  return [
    // Only Linux tells the memory of another process.
    ...(residentBytes(process.pid) === 0
      ? []
      : [compared(`resident kB of one artifact of ${artifacts}, beside a bare isolate`, turns, ...STATED)]),
    compared(
      'artifacts in one child that give their own answer, beside all',
      [{ ours: right.length, reference: artifacts }],
      'all of them',
      (ratio) => ratio === 1,
    ),
  ];
}
