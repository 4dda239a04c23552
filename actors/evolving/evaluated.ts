/** What one candidate made of one example (SPEC E9). The key of the fact is (candidate's hash, example's id): it is paid once. */
export type ExampleResult = {
  readonly example: string;
  /** In [0, 1]; 0 for no answer. */
  readonly score: number;
  /** What it answered, JSON text cut to 200 characters; null: nothing. */
  readonly answer: string | null;
  /** Null where work is not counted. */
  readonly fuel: number | null;
  readonly tokens: number;
  readonly repairs: number;
  readonly costMicro: number;
  /** Measured; ranks nobody (law 7). */
  readonly wallUs: number;
};
