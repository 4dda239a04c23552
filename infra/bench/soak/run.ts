import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Limits, Sandbox, Served } from '../../../actors/ports.ts';
import { residentBytes } from '../../sandbox/resident.ts';

const LIMITS: Limits = { fuel: null, wallMs: 300, memoryMb: 64, outputBytes: 100_000, depth: 50 };
/** Native work that hears no interrupt: every call of it costs its process. */
const HOSTILE = 'const f = () => String(7n ** 60000000n).length';
const BLOCKS = 20;
const IN_FLIGHT = 64;

export type SoakOrder = {
  readonly calls: number;
  readonly artifacts: number;
  /** Which artifact is hostile; null: none. */
  readonly hostile: number | null;
  /** Succeeds that many times, spread over the run. */
  readonly disturb: { readonly times: number; readonly now: () => boolean } | null;
};

/**
 * Memory in MB after each block of the run. `live`: what the host holds after a full collection. Resident memory has the room V8 gives to young
 * objects in it, which is taken before the run begins.
 */
export type Memory = {
  readonly live: readonly number[];
  readonly host: readonly number[];
  readonly children: readonly number[];
};

export type Soaked = {
  readonly right: number;
  /** Answers that were not this call's. */
  readonly wrong: number;
  /** Calls that got no answer. */
  readonly lost: number;
  /** Calls of the hostile artifact that cost a process, and those that were refused without being run. */
  readonly offences: number;
  readonly refused: number;
  readonly disturbed: number;
  readonly memory: Memory;
};

const ROUNDS = 400;
const SURVIVORS = 40_000;

/** Makes V8 take the room for young objects that it would otherwise take in steps, anywhere in a run: what is added after is kept, not room. */
function fillYoungRoom(): void {
  let kept: unknown[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const next: unknown[] = [];
    for (let index = 0; index < SURVIVORS; index += 1)
      next.push({ round, index, before: kept[index] === undefined });
    kept = next;
  }
}

/** Calls many artifacts in turn, many at a time; every answer can only be the one of its own artifact and input. */
export async function soak(sandbox: Sandbox, order: SoakOrder): Promise<Soaked> {
  const { calls, artifacts, hostile, disturb } = order;
  fillYoungRoom();
  const served = await Promise.all(
    Array.from({ length: artifacts }, (_, index) => {
      const source = index === hostile ? HOSTILE : `const f = (x) => [x, ${index}]`;
      return sandbox.serve({ language: 'javascript', source, entry: 'f' }, LIMITS);
    }),
  );
  const count = { right: 0, wrong: 0, lost: 0, offences: 0, refused: 0 };
  const one = async (call: number): Promise<void> => {
    const index = call % artifacts;
    const outcome = await (served[index] as Served).call(String(call)).catch(() => null);
    if (outcome === null) count.lost += 1;
    else if (index === hostile) count[outcome.ran === false ? 'refused' : 'offences'] += 1;
    else if (outcome.status === 'ok' && outcome.output === `[${call},${index}]`) count.right += 1;
    else count.wrong += 1;
  };
  const memory: { live: number[]; host: number[]; children: number[] } = { live: [], host: [], children: [] };
  const collect = collector();
  const every = disturb === null ? Infinity : Math.floor(calls / (disturb.times + 1));
  let disturbed = 0;
  let next = 0;
  for (let block = 1; block <= BLOCKS; block += 1) {
    const until = Math.floor((calls * block) / BLOCKS);
    const lane = async (): Promise<void> => {
      while (next < until) {
        const call = next;
        next += 1;
        if (disturb !== null && disturbed < disturb.times && call > every * (disturbed + 1) && disturb.now())
          disturbed += 1;
        await one(call);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    const own = process.memoryUsage.rss();
    memory.host.push(own / 2 ** 20);
    memory.children.push((residentBytes(process.pid) - own) / 2 ** 20);
    memory.live.push((await liveBytes(collect)) / 2 ** 20);
  }
  await Promise.all(served.map((artifact) => artifact.close()));
  return { ...count, disturbed, memory };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Twice, because buffers are freed behind the first. */
async function liveBytes(collect: () => void): Promise<number> {
  for (let time = 0; time < 2; time += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
