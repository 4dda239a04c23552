import type { Failure } from '../../../events/proof.ts';

/** What became of one candidate of the same task. */
export type Attempt = {
  readonly artifact: string;
  readonly generator: string;
  readonly source: string;
  readonly reason: string;
  /** Checks that generators may see and that did not hold. */
  readonly failures: readonly Failure[];
  /** Every visible check held: what failed are inputs that no generator sees. */
  readonly onlyHidden: boolean;
};
