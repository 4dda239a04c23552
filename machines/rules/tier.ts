/** What spends on an improvement, from the cheapest to the dearest (SPEC P27-P29). */
export type Tier = 'local' | 'cloud' | 'deep';

export type Level = 'high' | 'medium' | 'low' | 'training';

/** What a tier is chosen from. Values in dollars, money in micro-dollars. */
export type TierQuestion = {
  /** `optimise`: make something better. `generate`: make something at all, for somebody who waits. */
  readonly purpose: 'optimise' | 'generate';
  readonly pressure: Level;
  /** Of improving it; null: not known. */
  readonly value: number | null;
  readonly lowValue: number;
  readonly highValue: number;
  /** What is neither spent nor reserved of the day's budget. */
  readonly leftMicro: number;
  /** What one optimisation on a tier is expected to cost. */
  readonly estimateMicro: Readonly<Record<'cloud' | 'deep', number>>;
  /** Tiers on which there is anybody to ask; `local` always has the built-in searches. */
  readonly staffed: Readonly<Record<'cloud' | 'deep', boolean>>;
};

export type TierChoice = { readonly tier: Tier | 'none'; readonly reason: string };

const usd = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;

/**
 * The tier that an improvement is made on (SPEC P31, C6, C7). Under HIGH pressure, and while everything is recorded for TRAINING (C4), nothing is optimised and
 * what has to be generated is generated locally. Below `lowValue`, or with an unknown value, local; below `highValue` cloud; else deep. A tier that nobody stands on gives way to
 * the next cheaper one. The budget is looked at before a tier that costs is given: where an estimate does not fit into what is left, local.
 */
export function selectTier(question: TierQuestion): TierChoice {
  const { purpose, pressure, value, lowValue, highValue, leftMicro, estimateMicro, staffed } = question;
  if (pressure === 'high' || pressure === 'training') {
    return purpose === 'optimise'
      ? { tier: 'none', reason: `nothing is optimised under ${pressure} pressure` }
      : { tier: 'local', reason: `only what is fast and free is asked under ${pressure} pressure` };
  }
  if (value === null) return { tier: 'local', reason: 'what it is worth is not known' };
  const worth = `it is worth $${value.toFixed(6)}`;
  if (value < lowValue) return { tier: 'local', reason: `${worth}, less than $${lowValue}` };
  const wanted = value < highValue ? 'cloud' : 'deep';
  const grounds =
    wanted === 'cloud' ? `${worth}, less than $${highValue}` : `${worth}, at least $${highValue}`;
  const tier = wanted === 'deep' && !staffed.deep ? 'cloud' : wanted;
  if (!staffed[tier])
    return { tier: 'local', reason: `${grounds}, but no generator stands on a dearer tier` };
  const given = tier === wanted ? grounds : `${grounds}, but no generator stands on tier deep`;
  if (estimateMicro[tier] > leftMicro) {
    const lack = `${usd(estimateMicro[tier])} is expected on tier ${tier}, ${usd(leftMicro)} of the day's budget is left`;
    return { tier: 'local', reason: `${given}, but ${lack}` };
  }
  return { tier, reason: given };
}
