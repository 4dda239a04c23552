export type Tier = 'fast' | 'powerful';

export type Rung = {
  readonly tier: Tier;
  /** 0 to 1. */
  readonly temperature: number;
  /** What the model is told of earlier attempts: nothing but the failed checks, or also which statements ran. */
  readonly telling: 'failures' | 'failures and trace';
};

/** Attempts by models before a task gives up on them. */
export const RUNGS: readonly Rung[] = [
  { tier: 'fast', temperature: 0.2, telling: 'failures' },
  { tier: 'fast', temperature: 0.3, telling: 'failures' },
  { tier: 'fast', temperature: 0.4, telling: 'failures and trace' },
  { tier: 'fast', temperature: 0.5, telling: 'failures and trace' },
  { tier: 'powerful', temperature: 0.6, telling: 'failures' },
  { tier: 'powerful', temperature: 0.7, telling: 'failures' },
];

/**
 * The escalation ladder (SPEC B20): attempts 1-2 by a fast model, 3-4 with a trace of what ran, 5-6 by a powerful one with the trace taken out
 * again; temperatures rise from 0.2 to 0.7. Where only one tier is configured it takes all six. `attempt` counts from 0; null: the ladder
 * ends, a person has to look.
 */
export function rungOf(attempt: number, tiers: ReadonlySet<Tier>): Rung | null {
  const rung = RUNGS[attempt];
  if (rung === undefined || tiers.size === 0) return null;
  return tiers.has(rung.tier) ? rung : { ...rung, tier: rung.tier === 'fast' ? 'powerful' : 'fast' };
}
