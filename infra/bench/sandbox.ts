import { runInThisContext } from 'node:vm';
import type { Limits, Program, Sandbox, Served } from '../../actors/ports.ts';
import { findBubblewrap } from '../sandbox/bubblewrap.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { residentBytes } from '../sandbox/resident.ts';
import { middle } from './outcome.ts';
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

type Pair = { readonly ours: number; readonly reference: number };
type Call = (input: string) => Promise<unknown>;

const TINY = 'const f = (x) => x + 1';
const BATCH = 100;
const STARTS = 3;
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

function row(
  name: string,
  pairs: readonly Pair[],
  rule = 'stated',
  holds = (_ratio: number): boolean => true,
): BenchRow {
  const ratios = pairs.map(({ ours, reference }) => ours / reference);
  const ratio = middle(ratios);
  return {
    name,
    ours: middle(pairs.map(({ ours }) => ours)),
    reference: middle(pairs.map(({ reference }) => reference)),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    rule,
    holds: holds(ratio),
  };
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
  add(await coldStart(wrap));
  const sandbox = await openSandbox({ size: 1, engine: 'isolated-vm' });
  const bare = new BareChild(wrap);
  try {
    await bare.load(TINY);
    const served = await sandbox.serve(program(TINY), LIMITS);
    add(...(await warm(served, bare, { calls, batched, blocks })));
    add(...(await processor(sandbox)));
    add(...(await many(sandbox, bare, artifacts)));
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
async function coldStart(wrap: string | null): Promise<BenchRow> {
  const pairs: Pair[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const began = performance.now();
    const sandbox = await openSandbox({ size: 1, engine: 'isolated-vm' });
    const served = await sandbox.serve(program(TINY), LIMITS);
    await served.call('1');
    const ours = since(began);
    await sandbox.close();
    const bareBegan = performance.now();
    const bare = new BareChild(wrap);
    await bare.load(TINY);
    pairs.push({ ours, reference: since(bareBegan) });
    await bare.close();
  }
  return row('cold start, ms: a process, an artifact, its first answer, beside a bare child', pairs);
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
  const turns: { ours: number[]; child: number[]; isolate: readonly number[] }[] = [];
  const rates: Pair[] = [];
  for (let block = 0; block < blocks; block += 1) {
    turns.push({
      ours: await inTurn(into, calls),
      child: await inTurn(beside, calls),
      isolate: await bare.timed(calls),
    });
    rates.push({
      ours: await perSecond(batched, together),
      reference: await perSecond(batched, (inputs) => bare.batch(inputs)),
    });
  }
  const pairs = (part: number, of: 'child' | 'isolate'): Pair[] =>
    turns.map((turn) => ({ ours: share(turn.ours, part), reference: share(turn[of], part) }));
  const rule = 'ratio ≤ 1.5 of the bare hardened child (middle of the blocks)';
  return [
    row(
      'warm call, p50 µs, beside a bare hardened child',
      pairs(0.5, 'child'),
      rule,
      (ratio) => ratio <= 1.5,
    ),
    row('warm call, p99 µs, beside a bare hardened child', pairs(0.99, 'child')),
    row('warm call, p50 µs, beside isolated-vm called in its own process', pairs(0.5, 'isolate')),
    row('warm call, p99 µs, beside isolated-vm called in its own process', pairs(0.99, 'isolate')),
    row(`calls/s, ${BATCH} in flight, beside a bare hardened child`, rates),
  ];
}

/** The same source in an isolate and as a plain function of this process, each measured where it runs. */
async function processor(sandbox: Sandbox): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, source] of Object.entries(KERNELS)) {
    const served = await sandbox.serve(program(source), LIMITS);
    const plain = runInThisContext(`(() => { ${source}; return f; })()`) as () => unknown;
    const expected = JSON.stringify(plain());
    const pairs: Pair[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const outcome = await served.call('0');
      if (outcome.status !== 'ok' || outcome.output !== expected)
        throw new Error(`bench: the kernel ${name} answered otherwise in the sandbox`);
      const began = performance.now();
      plain();
      pairs.push({ ours: outcome.wallUs / 1000, reference: since(began) });
    }
    await served.close();
    rows.push(row(`processor, ${name}, ms, beside plain Node`, pairs));
  }
  return rows;
}

/** How much more memory so many artifacts take in one child, and whether each still gives its own answer. */
async function many(sandbox: Sandbox, bare: BareChild, artifacts: number): Promise<BenchRow[]> {
  const children = (): number => residentBytes(process.pid) - process.memoryUsage.rss() - bare.bytes;
  const before = children();
  const all: Served[] = [];
  for (let index = 0; index < artifacts; index += 1)
    all.push(await sandbox.serve(program(`const f = (x) => x + ${index}`), LIMITS));
  const answers = await Promise.all(all.map((served) => served.call('1000')));
  const ours = (children() - before) / 1024 / artifacts;
  const right = answers.filter((one, index) => one.status === 'ok' && one.output === String(1000 + index));
  const bareBefore = bare.bytes;
  await bare.hold(artifacts);
  const reference = (bare.bytes - bareBefore) / 1024 / artifacts;
  return [
    row(`resident kB of one artifact of ${artifacts}, beside a bare isolate`, [{ ours, reference }]),
    row(
      'artifacts in one child that give their own answer',
      [{ ours: right.length, reference: artifacts }],
      'all of them',
      (ratio) => ratio === 1,
    ),
  ];
}
