/** What bounds the cost of one experiment, in micro-dollars. */
export type ExperimentPrice = {
  /** The dearest call of its model: most tokens × price; 0: it asks none. */
  readonly callMicro: number;
  /** The longest it computes, and what a second of that costs (`price.cpu_second`). */
  readonly seconds: number;
  readonly cpuSecondMicro: number;
};

/**
 * The most an experiment can cost, whole micro-dollars, rounded up: its call + seconds × price of a CPU second. Failures cost as much (SPEC C18).
 * @throws RangeError for a number below zero or none: settings refuse them.
 */
export function experimentBound(price: ExperimentPrice): number {
  for (const [name, number] of Object.entries(price))
    if (!(Number.isFinite(number) && number >= 0))
      throw new RangeError(`${name} of an experiment is ${number}, it is at least 0`);
  return Math.ceil(price.callMicro + price.seconds * price.cpuSecondMicro);
}

/**
 * The most a session can cost before it begins, micro-dollars: every experiment of stage 1, `climbs` more of the dearest, and never more than its own budget, beyond which it
 * begins no experiment.
 */
export function sessionBound(experiments: readonly number[], climbs: number, budgetMicro: number): number {
  const stage = experiments.reduce((sum, micro) => sum + micro, 0);
  return Math.min(budgetMicro, stage + climbs * Math.max(0, ...experiments));
}
