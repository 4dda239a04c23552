/** One step of a workflow as measured. Time in any one unit, money in any one unit, quality in [0, 1]. */
export type StepMeasure = {
  readonly name: string;
  readonly time: number;
  readonly cost: number;
  readonly quality: number;
};

export type StepImpact = StepMeasure & {
  /** Share of the workflow's time, in [0, 1]. */
  readonly timeShare: number;
  /** time share × usage × (1 − quality) (SPEC P23). */
  readonly impactQuality: number;
  /** time share × usage (SPEC C14): a perfect but slow step still shows. */
  readonly impactLatency: number;
};

export type Aggregate = {
  readonly time: number;
  readonly cost: number;
  readonly quality: number;
  /** The step with the largest share of time. */
  readonly bottleneck: string;
  /** Most worth improving first, by quality impact. */
  readonly steps: readonly StepImpact[];
};

/**
 * Sequential steps seen as one (SPEC P22): time and cost add up, quality is that of the weakest step.
 * @throws RangeError without steps.
 */
export function aggregate(steps: readonly StepMeasure[], usage: number): Aggregate {
  const first = steps[0];
  if (!first) throw new RangeError('aggregate: a workflow has at least one step');
  const time = steps.reduce((sum, step) => sum + step.time, 0);
  const impacts = steps.map((step) => {
    const timeShare = time === 0 ? 0 : step.time / time;
    return {
      ...step,
      timeShare,
      impactQuality: timeShare * usage * (1 - step.quality),
      impactLatency: timeShare * usage,
    };
  });
  return {
    time,
    cost: steps.reduce((sum, step) => sum + step.cost, 0),
    quality: Math.min(...steps.map((step) => step.quality)),
    bottleneck: steps.reduce((slowest, step) => (step.time > slowest.time ? step : slowest), first).name,
    steps: impacts.toSorted((a, b) => b.impactQuality - a.impactQuality),
  };
}
