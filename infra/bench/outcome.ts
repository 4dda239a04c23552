/** One measured thing beside its reference in the same run (DESIGN 13). Rates are per second; `ratio` ours/reference. */
export type BenchRow = {
  readonly name: string;
  readonly ours: number;
  readonly reference: number | null;
  readonly ratio: number | null;
  /** Smallest and largest ratio of the repetitions. */
  readonly spread: readonly [number, number] | null;
  readonly rule: string;
  readonly holds: boolean;
};

/** What every `dse bench NAME --json` prints. */
export type BenchOutcome = {
  readonly bench: string;
  readonly config: Readonly<Record<string, string | number | boolean>>;
  readonly seeds: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly BenchRow[];
  readonly holds: boolean;
};

/** The middle value; of an even number, the lower of the two middle ones. */
export function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
