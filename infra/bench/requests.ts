import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilityState } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { createDse } from '../dse.ts';
import type { Dse } from '../dse.ts';
import { counted } from './counted.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';

export type BenchRequestsOptions = {
  readonly requests?: number;
  readonly distinct?: number;
  readonly inFlight?: number;
  /** Requests that no cache answers, for comparison. */
  readonly uncached?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/** A tenth of a second's work on a bare machine costs a dollar here, so that runs of some µs cost whole micro-dollars: priced compute. */
const PRICE_CPU_SECOND = 10;
const SOURCE =
  'function primes(n) { const found = []; for (let i = 2; found.length < n; i += 1) if (found.every((p) => i % p !== 0)) found.push(i); return found; }';

function spec(capability: string, results: 'exact' | 'off'): CapabilitySpec {
  const primes = [2, 3, 5, 7, 11, 13];
  return CapabilitySpec.parse({
    capability,
    description: `The first prime numbers (${capability}).`,
    entry: 'primes',
    input: { type: 'integer', minimum: 0, maximum: 5000 },
    output: { type: 'array', items: { type: 'integer' } },
    examples: [0, 1, 2, 6].map((input) => ({ input, output: primes.slice(0, input) })),
    objectives: { strength_min: 0 },
    cache: { results },
    seeds: [{ name: 'plain', source: SOURCE, provenance: 'the bench' }],
  });
}

async function served(dse: Dse, folder: string, capability: string, results: 'exact' | 'off'): Promise<void> {
  await dse.declare(spec(capability, results), folder);
  await dse.settle();
  await dse.submit(capability, `t-${capability}`);
  await dse.settle();
  if (!(await capabilityState(dse.host, capability)).context.served)
    throw new Error(`bench: ${capability} serves nothing`);
}

/** Sends requests, so many at once; gives requests per second. Every one has to be answered. */
async function load(
  dse: Dse,
  capability: string,
  { requests, distinct, inFlight, seed, progress }: Required<Omit<BenchRequestsOptions, 'uncached'>>,
): Promise<number> {
  const random = randomFrom(seed);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < requests) {
      next += 1;
      if (next % 100_000 === 0) progress(`${next} of ${requests}`);
      const input = String(Math.min(distinct - 1, Math.floor(random.uniform() * distinct)));
      const { status } = await dse.server.run({ capability, input, correlation: 'bench' });
      if (status !== 'ok') throw new Error(`bench: the request ${input} was ${status}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  await dse.recorder.flush(capability);
  return requests / ((performance.now() - started) / 1000);
}

/**
 * Requests on a proven capability over few distinct inputs: each is a run in the log. Cost, hit rate and saving are read from the views; by SPEC
 * C23 the saving is the hit rate weighted with how often each input was asked, and the misses are the distinct inputs.
 */
export async function benchRequests(options: BenchRequestsOptions = {}): Promise<BenchOutcome> {
  const {
    requests = 1_000_000,
    distinct = 1000,
    inFlight = 64,
    uncached = 20_000,
    seed = 1,
    progress = () => undefined,
  } = options;
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-requests-'));
  const dse = await createDse({ folder, priceCpuSecond: PRICE_CPU_SECOND });
  try {
    await served(dse, folder, 'primes', 'exact');
    await served(dse, folder, 'primes-anew', 'off');
    const setting = { distinct, inFlight, seed, progress };
    const anew = await load(dse, 'primes-anew', { ...setting, requests: uncached });
    const reused = await load(dse, 'primes', { ...setting, requests });
    progress('projecting');
    const { rows } = await dse.query(
      "SELECT c.runs, c.hits, c.misses, c.hit_rate, s.saving, s.run_micro, s.without_cache_micro FROM cache c JOIN savings s USING (capability) WHERE capability = 'primes'",
    );
    const seen = rows[0] as Record<string, number>;
    const value = (name: string): number => Number(seen[name]);
    const asked = await dse.query(
      "SELECT count(DISTINCT input) AS inputs FROM runs WHERE capability = 'primes'",
    );
    const inputs = Number(asked.rows[0]!['inputs']);
    const apart = Math.abs(value('saving') - value('hit_rate'));
    const { engine, engineVersion } = await dse.workshop.sandbox.walls();
    const found: BenchRow[] = [
      counted('runs in the log', value('runs'), requests, 'each request once', value('runs') === requests),
      counted(
        'requests/s, recorded',
        reused,
        anew,
        'reported: beside the same capability without reuse',
        true,
      ),
      counted(
        'misses',
        value('misses'),
        inputs,
        'the distinct inputs: who asks while the first is answered waits for it',
        value('misses') === inputs,
      ),
      counted('hit rate', value('hit_rate'), 1 - inputs / requests, 'reported', true),
      counted('saving', value('saving'), value('hit_rate'), 'the hit rate (C23)', apart < 1e-9),
      counted(
        'paid, $ (priced compute)',
        value('run_micro') / 1e6,
        value('without_cache_micro') / 1e6,
        'reported: beside every request run',
        true,
      ),
    ];
    return {
      bench: 'requests',
      config: {
        requests,
        distinct,
        inFlight,
        uncached,
        priceCpuSecond: PRICE_CPU_SECOND,
        record: 'buffered',
      },
      seeds: [seed],
      versions: { node: process.version, [engine]: engineVersion },
      rows: found,
      holds: found.every(({ holds }) => holds),
    };
  } finally {
    await dse.close();
    await rm(folder, { recursive: true, force: true });
  }
}
