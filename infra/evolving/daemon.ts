import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { capabilityOf, specOf } from '../../actors/workshop.ts';
import { nextCron } from '../../machines/rules/cronTime.ts';
import type { CronTime } from '../../machines/rules/cronTime.ts';
import { NotKnown } from '../answers/notKnown.ts';
import type { Dse } from '../running.ts';
import { evolveCapability } from './evolve.ts';
import type { Evolved } from './evolve.ts';
import { lastGolden, NoGolden } from './golden/build.ts';
import { saveResults } from './saveResults.ts';

export type NightRequest = {
  /** Empty: all whose files have a section `evolve`. */
  readonly capabilities: readonly string[];
  readonly generations: number;
  /** The folder of the results, absolute. */
  readonly out: string;
};

/** What came of one capability: the outcome of its population, or why there was none. */
export type NightResult = {
  readonly capability: string;
  readonly population: string | null;
  readonly outcome: string;
  /** What people are told of the deployment; null: nothing was decided. */
  readonly notified: string | null;
  readonly reason: string;
};

/**
 * Once through all that is to be evolved (SPEC E13, E14): a golden set of what was recorded by now, a population on it, and the winner offered only with evidence
 * from the hold-out. What cannot be evolved is told and keeps nothing else waiting; it ends early when `signal` says so.
 */
export async function* evolveAll(
  dse: Dse,
  { capabilities, generations, out }: NightRequest,
  signal: AbortSignal,
): AsyncGenerator<string, readonly NightResult[]> {
  const results: NightResult[] = [];
  const asked = capabilities.length > 0 ? capabilities : await askedFor(dse);
  for (const capability of asked) {
    if (signal.aborted) break;
    try {
      const own = await evolveSection(dse, capability);
      const settings = {
        generations: own?.generations ?? generations,
        ...(own === undefined ? {} : { deploy: own.deploy }),
      };
      const ended = yield* evolveCapability(
        dse,
        capability,
        { golden: 'recorded', strategy: 'evolve', settings, weights: null, compare: false, by: 'the daemon' },
        signal,
      );
      results.push(await resultOf(dse, capability, ended, join(out, capability)));
    } catch (error) {
      // What broke the workers breaks all; anything else is of this capability alone, such as a blob of it that was erased.
      if (dse.failure || !(error instanceof Error)) throw error;
      const skipped = error instanceof NoGolden || error instanceof NotKnown;
      results.push({
        capability,
        population: null,
        outcome: skipped ? 'skipped' : 'failed',
        notified: null,
        reason: error.message,
      });
    }
    const { outcome, reason } = results.at(-1)!;
    yield `${capability}: ${outcome.replaceAll('_', ' ')}: ${reason}`;
  }
  return results;
}

/** Capabilities whose files have a section `evolve`, in the order of their names. */
async function askedFor(dse: Dse): Promise<readonly string[]> {
  const { rows } = await dse.query(
    'SELECT DISTINCT actor_id FROM fact.capability_declared ORDER BY actor_id',
  );
  const names = rows.map(({ actor_id: id }) => id as string);
  const sections = await Promise.all(names.map((name) => evolveSection(dse, name)));
  return names.filter((_, index) => sections[index] !== undefined);
}

async function evolveSection(dse: Dse, capability: string) {
  const { declared } = (await capabilityOf(dse.workshop, capability)).context;
  return declared === null ? undefined : (await specOf(dse.workshop, declared.spec)).evolve;
}

async function resultOf(dse: Dse, capability: string, ended: Evolved, folder: string): Promise<NightResult> {
  if (ended.status === 'refused')
    return { capability, population: null, outcome: 'refused', notified: null, reason: ended.reason };
  if (ended.status === 'left')
    return {
      capability,
      population: ended.population,
      outcome: 'left',
      notified: null,
      reason: 'a worker goes on with it',
    };
  const { answer, results } = ended;
  const path = await saveResults(folder, results);
  const { set } = await lastGolden(dse, capability);
  await writeFile(join(dirname(path), 'golden_dataset.json'), `${JSON.stringify(set, null, 2)}\n`);
  return {
    capability,
    population: answer.population,
    outcome: answer.outcome ?? 'open',
    notified: results.deployment?.notified ?? null,
    reason: answer.reason ?? '',
  };
}

/** Where the time comes from and how it passes: a test's stands still until it is slept away. */
export type Clock = {
  readonly now: () => number;
  /** Ends early when `signal` fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** A machine that slept or whose clock was set looks again after so long. */
const LOOK_MS = 30_000;

/** Waits for the next minute of a schedule; its time (ms), or null when `signal` came first or there is none. */
export async function waitFor(
  time: CronTime,
  { now, sleep }: Clock,
  signal: AbortSignal,
): Promise<number | null> {
  const due = nextCron(time, now());
  if (due === null) return null;
  while (now() < due) {
    if (signal.aborted) return null;
    await sleep(Math.min(LOOK_MS, due - now()), signal);
  }
  return signal.aborted ? null : due;
}
