/** What a caller asks of the run of a capability; null: anything. Quality is a share, latency µs, cost micro-dollars. */
export type RunLimits = {
  readonly minQuality: number | null;
  /** A cap on what was measured (SPEC C40): 95 of 100 runs of the variant took no longer. */
  readonly maxLatencyUs: number | null;
  readonly maxCostMicro: number | null;
};

/** A stored implementation of a capability, as it is known. Null: not measured. */
export type Variant = {
  readonly artifact: string;
  readonly served: boolean;
  readonly quality: number | null;
  readonly p95Us: number | null;
  readonly costMicro: number | null;
};

export type Measure = 'quality' | 'latency' | 'cost';

export type Choice =
  /** `unmeasured`: limits that nothing is known about; running it is how something gets known. */
  | { readonly status: 'chosen'; readonly artifact: string; readonly unmeasured: readonly Measure[] }
  | {
      readonly status: 'none';
      readonly missed: readonly { readonly variant: Variant; readonly misses: readonly Measure[] }[];
    };

export function isLimited({ minQuality, maxLatencyUs, maxCostMicro }: RunLimits): boolean {
  return minQuality !== null || maxLatencyUs !== null || maxCostMicro !== null;
}

/**
 * The variant that answers under limits (SPEC C40). Of those that meet them by measurement what is served goes first, then quality, then
 * speed; those about which a limit can say nothing yet come after all of these.
 */
export function chooseVariant(variants: readonly Variant[], limits: RunLimits): Choice {
  const judged = variants.map((variant) => ({ variant, ...judge(variant, limits) }));
  const feasible = judged.filter(({ misses }) => misses.length === 0);
  const [best] = feasible.sort(
    (a, b) => a.unmeasured.length - b.unmeasured.length || preferred(a.variant, b.variant),
  );
  if (best) return { status: 'chosen', artifact: best.variant.artifact, unmeasured: best.unmeasured };
  return { status: 'none', missed: judged.map(({ variant, misses }) => ({ variant, misses })) };
}

function judge(
  { quality, p95Us, costMicro }: Variant,
  { minQuality, maxLatencyUs, maxCostMicro }: RunLimits,
): { readonly misses: readonly Measure[]; readonly unmeasured: readonly Measure[] } {
  const asked: readonly (readonly [Measure, number | null, boolean])[] = [
    ...(minQuality === null ? [] : [['quality', quality, (quality ?? 0) >= minQuality] as const]),
    ...(maxLatencyUs === null ? [] : [['latency', p95Us, (p95Us ?? 0) <= maxLatencyUs] as const]),
    ...(maxCostMicro === null ? [] : [['cost', costMicro, (costMicro ?? 0) <= maxCostMicro] as const]),
  ];
  return {
    misses: asked.filter(([, measured, meets]) => measured !== null && !meets).map(([name]) => name),
    unmeasured: asked.filter(([, measured]) => measured === null).map(([name]) => name),
  };
}

function preferred(a: Variant, b: Variant): number {
  return (
    Number(b.served) - Number(a.served) ||
    (b.quality ?? 0) - (a.quality ?? 0) ||
    (a.p95Us ?? Infinity) - (b.p95Us ?? Infinity) ||
    (a.artifact < b.artifact ? -1 : 1)
  );
}
