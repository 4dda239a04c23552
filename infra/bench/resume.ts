import { randomFrom } from '../../machines/rules/random.ts';
import type { Random } from '../../machines/rules/random.ts';
import { serversHere } from '../natsServer/places.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { differencesOf } from './resume/compare.ts';
import { natsGround, sqliteGround } from './resume/ground.ts';
import type { Ground } from './resume/ground.ts';
import { kinds } from './resume/kinds.ts';
import { rowsOf } from './resume/rows.ts';
import type { Disturbed } from './resume/rows.ts';
import { runDisturbed } from './resume/run.ts';
import type { RunResult } from './resume/run.ts';
import type { Strike } from './resume/strikes.ts';
import { EXCLUDED_FIELDS } from './resume/trace.ts';

export type BenchResumeOptions = {
  /** Kills of a process per kind of work and log. */
  readonly kills?: number;
  /** Kills of the nats-server besides. */
  readonly restarts?: number;
  /** Sessions paused by hand, and resumed, besides. */
  readonly pauses?: number;
  /** The nats-server by its version, `current`, or `none`. By default the newest that is here. */
  readonly nats?: string;
  /** Some kinds of work only, by their names with commas between. */
  readonly only?: string;
  /** Quick work, for trying it out. */
  readonly small?: boolean;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/** A strike that came too late is made up for in a further run, at most so many. */
const RUNS_MAX = 6;

/** The last part of the work is left alone: what strikes there mostly comes too late. */
const LAST_SHARE = 0.95;

/** So many moments, one in each equal part of the work, as they come. */
function moments(count: number, steps: number, what: Strike['what'], random: Random): readonly Strike[] {
  return Array.from({ length: count }, (_, index) => ({
    what,
    at: Math.floor(((index + random.uniform()) / count) * LAST_SHARE * steps),
  }));
}

type Dose = Pick<Required<BenchResumeOptions>, 'kills' | 'restarts' | 'pauses'>;

/** Disturbs a kind of work on a ground until everything it was to be struck with has hit. */
async function disturbed(
  ground: Ground,
  { kills, restarts, pauses }: Dose,
  calm: RunResult,
  once: (ground: Ground, strikes: readonly Strike[], random: Random) => Promise<RunResult>,
  random: Random,
): Promise<Disturbed> {
  const asked = { worker: kills, server: ground.restart === null ? 0 : restarts, pause: pauses };
  const runs: RunResult[] = [];
  const left = (what: Strike['what']): number =>
    asked[what] - runs.flatMap(({ hits }) => hits).filter((hit) => hit.what === what).length;
  while (
    runs.length < RUNS_MAX &&
    (runs.length === 0 || left('worker') + left('server') + left('pause') > 0)
  ) {
    const strikes = [
      ...moments(left('worker'), calm.steps, 'worker', random),
      ...moments(left('server'), calm.steps, 'server', random),
      ...moments(left('pause'), calm.steps, 'pause', random),
    ].toSorted((a, b) => a.at - b.at);
    runs.push(await once(ground, strikes, random));
  }
  return {
    asked,
    hit: {
      worker: asked.worker - left('worker'),
      server: asked.server - left('server'),
      pause: asked.pause - left('pause'),
    },
    runs,
    differences: runs.map(({ remains }) => differencesOf(calm.remains, remains)),
  };
}

/**
 * Kinds of work, each done undisturbed and with its processes killed with -9 at seeded moments (and the nats-server under it): what is decided,
 * the content it refers to, the states it ends in and every recorded evaluation must be the same. What is worked on twice is counted.
 */
export async function benchResume(
  options: BenchResumeOptions = {},
): Promise<BenchOutcome & { readonly detail: readonly object[] }> {
  const { kills = 20, restarts = 5, pauses = 5, nats = 'current', small = false, seed = 1 } = options;
  const progress = options.progress ?? (() => undefined);
  const names = options.only?.split(',') ?? Object.keys(kinds);
  for (const name of names)
    if (!Object.hasOwn(kinds, name))
      throw new Error(`bench: there is no kind of work "${name}": ${Object.keys(kinds).join(', ')}`);
  const place =
    nats === 'none'
      ? undefined
      : serversHere().findLast(({ version }) => nats === 'current' || `${version}.`.startsWith(`${nats}.`));
  const rows: BenchRow[] = [];
  const detail: object[] = [];
  for (const kind of names) {
    const grounds = [await sqliteGround(), ...(place ? [await natsGround(place)] : [])];
    try {
      const canPause = kinds[kind]!(small).open !== undefined;
      let count = 0;
      const once = (ground: Ground, strikes: readonly Strike[], random: Random): Promise<RunResult> =>
        runDisturbed({
          ground,
          run: `run-${(count += 1)}`,
          kind,
          isSmall: small,
          seed,
          strikes,
          random,
          progress,
        });
      const calm = await once(grounds[0]!, [], randomFrom(seed));
      progress(`${kind}: undisturbed, ${calm.steps} steps`);
      for (const ground of grounds) {
        const result = await disturbed(
          ground,
          { kills, restarts, pauses: canPause ? pauses : 0 },
          calm,
          once,
          randomFrom(seed),
        );
        rows.push(...rowsOf(`${kind}, ${ground.name}`, calm, result));
        detail.push({ kind, log: ground.name, differences: result.differences });
      }
    } finally {
      for (const ground of grounds) await ground.remove();
    }
  }
  return {
    bench: 'resume',
    config: {
      kills,
      restarts,
      pauses,
      nats: place?.version ?? 'none',
      small,
      excluded: EXCLUDED_FIELDS.join(' '),
    },
    seeds: [seed],
    versions: { node: process.version, ...(place ? { 'nats-server': place.version } : {}) },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}
