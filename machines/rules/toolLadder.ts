import type { DeclaredLadder, LadderReason, LadderSeen } from '../../events/toolLadder.ts';

export type LadderRules = Omit<DeclaredLadder, 'tools'>;

/** A tool of the ladder as it stands at a check. */
export type Rung = {
  /** It is there to be switched to. */
  readonly stored: boolean;
  /** It was left for its own quality or errors not long ago. */
  readonly resting: boolean;
};

export type LadderMove =
  | { readonly move: 'stay' }
  | { readonly move: 'switch'; readonly to: number; readonly reason: LadderReason }
  | { readonly move: 'exhausted'; readonly reason: LadderReason };

/** From here on tools answer without the cache. */
const CACHELESS = 2;

/**
 * One check of the ladder cache → hybrid → nmt → specialist (SPEC P65-P68, C19, C20; S0 5.2): at most one transition. h: share of inputs that
 * the first tool would have answered, measured whoever answers; q: mean quality; e: share of failed runs, all of the window; i: the tool
 * that answers, from 0. The first that holds decides:
 *
 * - worse: i = 0 and h < `cache_hit_min` (`cache`), q < `quality_min` (`quality`), e > `error_rate_max` (`reliability`): to the next stored
 *   tool above i, `exhausted` where there is none. That few inputs are known to the cache says nothing against a tool that answers others, too.
 * - better, `recovered`: h ≥ `cache_hit_back` and q ≥ `quality_back`: to the next stored tool below i. Of tools that need no cache those that
 *   rest are passed over: what failed by itself is not returned to because the cache got better, so a bad tool in between bars no way.
 * - better, `recovered`: q > `quality_spare` and a tool below i that needs no cache is stored and does not rest (P66: specialist → nmt).
 * - else stay; between the thresholds of worse and better nothing moves.
 *
 * What is not measured (null) decides nothing. Names of the sources: cache is `cache` and `sqlite_cache`, hybrid `hybrid_cache_nmt` and
 * `nmt_hybrid`, nmt `nmt_only`, specialist `specialist_llm`.
 */
export function ladderMove(
  at: number,
  rungs: readonly Rung[],
  { cache_hit_rate: hits, quality, error_rate: errors }: LadderSeen,
  rules: LadderRules,
): LadderMove {
  const worse: LadderReason | null =
    at === 0 && hits !== null && hits < rules.cache_hit_min
      ? 'cache'
      : quality !== null && quality < rules.quality_min
        ? 'quality'
        : errors > rules.error_rate_max
          ? 'reliability'
          : null;
  if (worse !== null) {
    const to = rungs.findIndex(({ stored }, index) => index > at && stored);
    return to === -1 ? { move: 'exhausted', reason: worse } : { move: 'switch', to, reason: worse };
  }
  if (quality === null) return { move: 'stay' };
  const back = (least: number): number =>
    rungs.findLastIndex(
      ({ stored, resting }, index) =>
        index >= least && index < at && stored && !(resting && index >= CACHELESS),
    );
  const recovered = hits !== null && hits >= rules.cache_hit_back && quality >= rules.quality_back;
  const to = recovered ? back(0) : quality > rules.quality_spare ? back(CACHELESS) : -1;
  return to === -1 ? { move: 'stay' } : { move: 'switch', to, reason: 'recovered' };
}
