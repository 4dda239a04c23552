import { openSandbox } from '../sandbox/pool.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { childKiller } from './soak/killChild.ts';
import { soak } from './soak/run.ts';
import type { Memory, Soaked } from './soak/run.ts';

export type BenchSoakOptions = {
  readonly calls?: number;
  readonly artifacts?: number;
  readonly kills?: number;
  readonly progress?: (line: string) => void;
};

/** How many blocks in the middle and at the end are compared. */
const COMPARED = 5;

function row(name: string, ours: number, reference: number | null, rule: string, holds: boolean): BenchRow {
  const ratio = reference === null ? null : ours / reference;
  return { name, ours, reference, ratio, spread: null, rule, holds };
}

const NO_LEAK = 'end ≤ 1.1 × middle, each the middle of five blocks';

function memoryRow(name: string, blocks: readonly number[]): BenchRow {
  const half = Math.floor((blocks.length - COMPARED) / 2);
  const before = middle(blocks.slice(half, half + COMPARED));
  const after = middle(blocks.slice(-COMPARED));
  return row(name, after, before, NO_LEAK, after <= before * 1.1);
}

function memoryRows(run: string, { live, host, children }: Memory): BenchRow[] {
  return [
    memoryRow(`${run}: live MB of the host, at the end beside the middle`, live),
    memoryRow(`${run}: resident MB of the children, at the end beside the middle`, children),
    memoryRow(`${run}: resident MB of the host, at the end beside the middle`, host),
  ];
}

function answered(run: string, { right, wrong, lost }: Soaked, honest: number): BenchRow {
  const rule = 'each answered, with its own answer';
  return row(
    `${run}: calls of honest artifacts`,
    right,
    honest,
    rule,
    right === honest && wrong + lost === 0,
  );
}

/**
 * Two long runs over many artifacts. In one a hostile artifact is among them, quarantined at its first offence. In the other children are
 * killed from outside all the time; with quarantine off, because being hit twice is then no offence.
 */
export async function benchSoak(options: BenchSoakOptions = {}): Promise<BenchOutcome> {
  const { calls = 1_000_000, artifacts = 100, kills = 200, progress = () => {} } = options;
  const rows: BenchRow[] = [];
  const hostile = Math.floor(artifacts / 2);
  const ofHostile = Math.floor(calls / artifacts) + (calls % artifacts > hostile ? 1 : 0);

  const calm = await openSandbox({ size: 2, graceMs: 500 });
  const { engine, engineVersion } = await calm.walls();
  const first = await soak(calm, { calls, artifacts, hostile, disturb: null });
  await calm.close();
  const run = 'one hostile';
  rows.push(answered(run, first, calls - ofHostile));
  const rule = 'all but its first';
  rows.push(
    row(
      `${run}: its calls refused at once`,
      first.refused,
      ofHostile - 1,
      rule,
      first.offences === 1 && first.refused === ofHostile - 1,
    ),
  );
  rows.push(...memoryRows(run, first.memory));
  progress(
    `${run}: ${first.right} right, ${first.wrong} wrong, ${first.lost} lost, ${first.refused} refused`,
  );

  const shaken = await openSandbox({ size: 2, graceMs: 500, quarantine: false });
  const disturb = { times: kills, now: childKiller() };
  const second = await soak(shaken, { calls, artifacts, hostile: null, disturb });
  await shaken.close();
  const forced = 'forced kills';
  rows.push(row(forced, second.disturbed, kills, 'as many as asked for', second.disturbed === kills));
  rows.push(answered(forced, second, calls));
  rows.push(...memoryRows(forced, second.memory));
  progress(
    `${forced}: ${second.right} right, ${second.wrong} wrong, ${second.lost} lost, ${second.disturbed} kills`,
  );

  return {
    bench: 'soak',
    config: { calls, artifacts, kills },
    seeds: [],
    versions: { node: process.version, [engine]: engineVersion },
    rows,
    holds: rows.every(({ holds }) => holds),
  };
}
