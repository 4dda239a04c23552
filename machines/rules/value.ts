/** What is measured of a stored thing; a number that is not there is null. Money in dollars, durations in seconds. */
export type Used = {
  /** Runs. */
  readonly usage: number;
  /** In [0, 1]. */
  readonly quality: number | null;
  /** Mean of a run, dollars. */
  readonly cost: number | null;
  /** Mean of a run, seconds. */
  readonly latency: number | null;
};

const SECONDS_PER_HOUR = 3600;

/** How much better it could be: 1 − quality (SPEC P32). */
export function improvementPotential(quality: number): number {
  return 1 - quality;
}

/**
 * What a run counts as, dollars (SPEC C8): the dearer of what it cost and what waiting for it is worth, so that free but slow things rank too.
 * @throws RangeError for a price below zero: settings refuse one.
 */
export function costPerExecution(cost: number, latency: number, pricePerHour: number): number {
  if (!(pricePerHour >= 0)) throw new RangeError(`a price of latency is ${pricePerHour}, it is at least 0`);
  return Math.max(cost, (pricePerHour / SECONDS_PER_HOUR) * latency);
}

/** The same, with every number there. */
export type Measurements = { readonly [K in keyof Used]: number };

/** A value in dollars with what it is made of, or the word for what it cannot be computed of. */
export type Valued =
  | {
      readonly status: 'valued';
      readonly measured: Measurements;
      readonly potential: number;
      /** What a run counts as, dollars. */
      readonly perRun: number;
      readonly value: number;
    }
  | { readonly status: 'unmeasured'; readonly what: string };

/**
 * What improving a thing is worth, dollars (SPEC P30): usage × (1 − quality) × cost per execution. `unmeasured` names the first number that is missing or none
 * (NaN, infinite, negative): such a thing is never ranked.
 */
export function valueOf(used: Used, pricePerHour: number): Valued {
  const missing = (['usage', 'quality', 'cost', 'latency'] as const).find((name) => {
    const number = used[name];
    return number === null || !Number.isFinite(number) || number < 0 || (name === 'quality' && number > 1);
  });
  if (missing !== undefined) return { status: 'unmeasured', what: `${missing} is ${String(used[missing])}` };
  const measured = used as Measurements;
  const potential = improvementPotential(measured.quality);
  const perRun = costPerExecution(measured.cost, measured.latency, pricePerHour);
  return { status: 'valued', measured, potential, perRun, value: measured.usage * potential * perRun };
}
