import { roiEstimated } from './roi.ts';
import { valueOf } from './value.ts';
import type { Measurements, Used } from './value.ts';

/** A stored thing that could be made better, as the projections have it. */
export type Candidate = Used & {
  readonly target: string;
  readonly capability: string;
  readonly kind: 'artifact' | 'tool' | 'workflow';
  /** Of its lifecycle. */
  readonly state: string;
  /** Slowest run but for one in twenty, seconds; null: none was measured. */
  readonly p95: number | null;
};

/** What a batch takes (SPEC P60, A6, C41). Strictly above or below, as the seeds have it; the value at least. */
export type BatchCriteria = {
  readonly minUsage: number;
  readonly qualityTarget: number;
  /** usage × potential. */
  readonly minPotentialUsage: number;
  /** Dollars. */
  readonly minValue: number;
  /** What an hour of waiting is worth, dollars (SPEC C8). */
  readonly latencyPrice: number;
};

/** A candidate with what it is worth, dollars. */
export type Ranked = Candidate &
  Measurements & {
    readonly potential: number;
    readonly perRun: number;
    readonly value: number;
    /** usage × potential is above 100 (SPEC C41). */
    readonly highPriority: boolean;
  };

export type Skipped = {
  readonly target: string;
  readonly capability: string;
  /** Dollars; null: it could not be computed. */
  readonly value: number | null;
  readonly reason: string;
};

/** usage × potential above which a candidate has high priority (SPEC C41). */
const HIGH_PRIORITY = 100;

/** Why a candidate is not taken; null: it is. */
function unfit(one: Ranked, criteria: BatchCriteria): string | null {
  const { usage, quality, potential, value, state } = one;
  const weight = usage * potential;
  // What drifts is being looked at by its own evolution; sessions improve code.
  if (state !== 'stored') return `it is ${state}`;
  if (one.kind !== 'artifact') return `it is a ${one.kind}`;
  if (!(quality < criteria.qualityTarget))
    return `its quality is ${round(quality)}, below ${criteria.qualityTarget} is asked for`;
  if (!(weight > criteria.minPotentialUsage))
    return `usage × potential is ${round(weight)}, more than ${criteria.minPotentialUsage} is asked for`;
  if (!(value >= criteria.minValue))
    return `it is worth $${round(value)}, at least $${criteria.minValue} is asked for`;
  return null;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * The candidates a batch takes, the most valuable first, equal ones by name (SPEC P60), and why the others are not taken. One with a number that is missing or none is
 * skipped by that name, never sorted on.
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  criteria: BatchCriteria,
): { readonly ranked: readonly Ranked[]; readonly skipped: readonly Skipped[] } {
  const ranked: Ranked[] = [];
  const skipped: Skipped[] = [];
  for (const candidate of candidates) {
    const { target, capability, usage } = candidate;
    // What hardly ran has no means to speak of either.
    if (usage >= 0 && usage <= criteria.minUsage) {
      const reason = `it ran ${usage} times, more than ${criteria.minUsage} are asked for`;
      skipped.push({ target, capability, value: null, reason });
      continue;
    }
    const valued = valueOf(candidate, criteria.latencyPrice);
    if (valued.status === 'unmeasured') {
      skipped.push({ target, capability, value: null, reason: `not measured: ${valued.what}` });
      continue;
    }
    const { measured, potential, perRun, value } = valued;
    const highPriority = usage * potential > HIGH_PRIORITY;
    const one: Ranked = { ...candidate, ...measured, potential, perRun, value, highPriority };
    const reason = unfit(one, criteria);
    if (reason === null) ranked.push(one);
    else skipped.push({ target, capability, value, reason });
  }
  const byValue = (
    a: { value: number | null; target: string },
    b: { value: number | null; target: string },
  ) => (b.value ?? -1) - (a.value ?? -1) || (a.target < b.target ? -1 : 1);
  return { ranked: ranked.toSorted(byValue), skipped: skipped.toSorted(byValue) };
}

/** Whether a session fits: `boundMicro` is the most it can cost, `leftMicro` what may still be spent. Null: it does; else why not (SPEC C18, P61). */
export function doesNotFit(boundMicro: number, leftMicro: number): string | null {
  if (boundMicro <= leftMicro) return null;
  const usd = (micro: number) => `$${(micro / 1e6).toFixed(6)}`;
  return `it may cost ${usd(boundMicro)}, ${usd(leftMicro)} is left`;
}

/** A session that could be begun for a candidate: the most it can cost and what it is expected to, micro-dollars. */
export type Priced = Ranked & { readonly boundMicro: number; readonly expectedMicro: number };

export type Planned = Priced & { readonly roiEstimated: number | null };

/**
 * What a batch would do if every session cost what is expected: in order of value, what does not fit is skipped and the next one looked at (SPEC C18), at most `limit`. A session is
 * begun only where the most it can cost is left, so that a budget is never exceeded whatever sessions cost in the end.
 */
export function planBatch(
  priced: readonly Priced[],
  leftMicro: number,
  limit: number,
): {
  readonly chosen: readonly Planned[];
  readonly skipped: readonly Skipped[];
  readonly expectedMicro: number;
} {
  const chosen: Planned[] = [];
  const skipped: Skipped[] = [];
  let expectedMicro = 0;
  for (const one of priced) {
    const { target, capability, value } = one;
    const reason =
      chosen.length >= limit
        ? `${limit} are taken already`
        : doesNotFit(one.boundMicro, leftMicro - expectedMicro);
    if (reason !== null) {
      skipped.push({ target, capability, value, reason });
      continue;
    }
    expectedMicro += one.expectedMicro;
    chosen.push({ ...one, roiEstimated: roiEstimated(one.usage, one.cost, one.expectedMicro / 1e6) });
  }
  return { chosen, skipped, expectedMicro };
}

/**
 * Return on a whole batch before anything is measured (SPEC P62, C9), net: (half of what the runs of the improved cost − cost) / cost, dollars; null when nothing was spent.
 * Only money counts here: what waiting is worth ranks candidates, nobody is paid it back.
 */
export function batchRoiEstimated(
  improved: readonly Pick<Ranked, 'usage' | 'cost'>[],
  cost: number,
): number | null {
  if (cost === 0) return null;
  const savings = improved.reduce((sum, one) => sum + one.usage * 0.5 * one.cost, 0);
  return (savings - cost) / cost;
}
