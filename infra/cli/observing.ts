import { setTimeout as sleep } from 'node:timers/promises';
import type { Dse } from '../dse.ts';
import { sweep } from '../optimizing/sweep.ts';
import type { Said } from './command.ts';

/** How often new runs are looked for, in ms. */
const OBSERVE_MS = 1000;
/** How often it is looked at what could be better. */
const SWEEP_MS = 60_000;
const PAGE = 500;

/**
 * Observes the runs of every capability until `signal`, has sessions begun while nobody is at work, and tells what was seen. `onQuiet` is asked after a look that found no new runs: true
 * ends it. @throws what broke a worker: one whose log is gone can do nothing, and better ends than looks alive.
 */
export async function* observeRuns(
  dse: Dse,
  signal: AbortSignal,
  onQuiet: () => Promise<boolean> = async () => false,
): AsyncGenerator<Said, void> {
  let after = 0;
  let sweptAt = performance.now();
  while (!signal.aborted) {
    const [capabilities, reached] = await ranAfter(dse, after);
    after = reached;
    for (const capability of capabilities) yield* observe(dse, capability);
    if (dse.failure) throw dse.failure;
    if (capabilities.size === 0 && (await onQuiet())) return;
    if (performance.now() - sweptAt >= SWEEP_MS) {
      yield* swept(dse);
      sweptAt = performance.now();
    }
    await sleep(OBSERVE_MS, null, { signal }).catch(() => null);
  }
}

/** Sessions are asked for and begun while nobody waits; what goes wrong here is told and tried again. */
async function* swept(dse: Dse): AsyncGenerator<Said> {
  try {
    const { queued, begun } = await sweep(dse);
    for (const { session, target, reason } of queued)
      yield { err: `${session} waits until nobody is at work: ${target}, ${reason}` };
    if (begun !== null) yield { err: `${begun} has begun` };
  } catch (error) {
    yield { err: `looking for what to improve: ${(error as Error).message}; tried again` };
  }
}

/** Capabilities that ran since a position of the run log; the first look reads all of it. */
async function ranAfter(dse: Dse, after: number): Promise<readonly [ReadonlySet<string>, number]> {
  const capabilities = new Set<string>();
  let reached = after;
  for (;;) {
    const batches = await dse.substrate.runs.read(reached, PAGE);
    for (const { capability, position } of batches) {
      capabilities.add(capability);
      reached = position;
    }
    if (batches.length < PAGE) return [capabilities, reached];
  }
}

async function* observe(dse: Dse, capability: string): AsyncGenerator<Said> {
  try {
    const values = await dse.rolloutObserver.observe(capability);
    if (values > 0) yield { err: `${capability}: ${values} values carried into its rollout` };
    const windows = await dse.observer.observe(capability);
    if (windows > 0) yield { err: `${capability}: ${windows} windows of runs observed` };
  } catch (error) {
    yield { err: `${(error as Error).message}; tried again when it runs next` };
  }
}
