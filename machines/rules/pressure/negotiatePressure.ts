import type { PressureLevel } from '../../../events/pressure.ts';
import { chooseVariant } from '../feasible.ts';
import type { RunLimits } from '../feasible.ts';
import { ceilingsOf, eligibleUnder } from './ceiling.ts';
import type { PressuredVariant } from './ceiling.ts';
import type { Levels } from './levels.ts';
import { fullQuality } from './qualityText.ts';

/** What somebody needs; latency and cost as in S1 Layer 4 unless given. */
export type Needed = {
  readonly quality: number;
  readonly maxLatencyMs?: number;
  readonly maxCostUsd?: number;
};

export type PressureNegotiation = {
  readonly level: PressureLevel;
  /** False: no level meets it, and the easiest one does what it can. */
  readonly feasible: boolean;
  /** What would answer; null: nothing is measured yet, or nothing there is. */
  readonly artifact: string | null;
  readonly rationale: string;
};

const MAX_LATENCY_MS = 5000;
const MAX_COST_USD = 0.1;
/** Hardest first; training is never negotiated. */
const HARDEST_FIRST: readonly PressureLevel[] = ['high', 'medium', 'low'];

/**
 * The highest pressure under which what is needed is feasible (SPEC A9, C40): one variant, eligible under the level, of which quality, the
 * 95th percentile of latency and the cost of a run were all measured and all within the limits. Where there is none, one of which latency or
 * cost is not known yet will do, and the rationale says so; where no quality at all is measured, the expected ceilings decide.
 */
export function negotiatePressure(
  { quality, maxLatencyMs = MAX_LATENCY_MS, maxCostUsd = MAX_COST_USD }: Needed,
  variants: readonly PressuredVariant[],
  levels: Levels,
): PressureNegotiation {
  const limits = { minQuality: quality, maxLatencyUs: maxLatencyMs * 1000, maxCostMicro: maxCostUsd * 1e6 };
  const asked = `${fullQuality(quality)}, ${maxLatencyMs} ms, $${maxCostUsd} asked`;
  if (variants.every((variant) => variant.quality === null)) return expected(quality, levels, asked);
  // What was measured goes before what may do, however low the pressure it needs.
  for (const known of [isMeasured, hasQuality]) {
    for (const level of HARDEST_FIRST) {
      const chosen = best(eligibleUnder(level, variants, levels).filter(known), limits);
      if (chosen === null) continue;
      const harder = HARDEST_FIRST.slice(0, HARDEST_FIRST.indexOf(level));
      const others = harder.map((one) => `not under ${one.toUpperCase()}: ${closest(one, variants, levels)}`);
      const rationale = [`${level.toUpperCase()} pressure: ${shown(chosen)} (${asked})`, ...others].join(
        '; ',
      );
      return { level, feasible: true, artifact: chosen.artifact, rationale };
    }
  }
  return {
    level: 'low',
    feasible: false,
    artifact: best(eligibleUnder('low', variants, levels).filter(hasQuality), null)?.artifact ?? null,
    rationale: `LOW pressure, best effort: no level meets ${asked}; ${HARDEST_FIRST.map((one) => `under ${one.toUpperCase()} ${closest(one, variants, levels)}`).join('; ')}`,
  };
}

/** By what is expected, since nothing is measured. */
function expected(quality: number, levels: Levels, asked: string): PressureNegotiation {
  const ceilings = ceilingsOf([], levels);
  const level = HARDEST_FIRST.find((one) => quality <= ceilings[one].quality) ?? 'low';
  return {
    level,
    feasible: quality <= ceilings[level].quality,
    artifact: null,
    rationale: `${level.toUpperCase()} pressure: nothing is measured yet, quality up to ${fullQuality(ceilings[level].quality)} is expected of it (${asked}); latency and cost are not known`,
  };
}

function hasQuality({ quality }: PressuredVariant): boolean {
  return quality !== null;
}

function isMeasured({ quality, p95Us, costMicro }: PressuredVariant): boolean {
  return quality !== null && p95Us !== null && costMicro !== null;
}

const ANY: RunLimits = { minQuality: null, maxLatencyUs: null, maxCostMicro: null };

/** Null limits: whatever is best. */
function best(variants: readonly PressuredVariant[], limits: RunLimits | null): PressuredVariant | null {
  const choice = chooseVariant(
    variants.map((variant) => ({ ...variant, served: limits !== null && variant.served })),
    limits ?? ANY,
  );
  if (choice.status === 'none') return null;
  return variants.find(({ artifact }) => artifact === choice.artifact) ?? null;
}

function shown({ artifact, quality, p95Us, costMicro }: PressuredVariant): string {
  const time = p95Us === null ? 'latency not measured' : `p95 ${p95Us / 1000} ms`;
  const cost = costMicro === null ? 'cost not measured' : `$${costMicro / 1e6} a run`;
  return `${artifact} has quality ${fullQuality(quality ?? 0)}, ${time}, ${cost}`;
}

function closest(level: PressureLevel, variants: readonly PressuredVariant[], levels: Levels): string {
  const one = best(eligibleUnder(level, variants, levels).filter(hasQuality), null);
  return one === null ? 'nothing that is stored may answer' : shown(one);
}
