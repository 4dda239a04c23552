import type { ProofSummary } from '../../events/proof.ts';

/** The numbers of a proof that a judgement compares; the whole proof stays in the log. */
export type Measured = Pick<
  ProofSummary,
  | 'suite'
  | 'pass_rate'
  | 'performance'
  | 'robustness'
  | 'quality'
  | 'fuel'
  | 'dearest_fuel'
  | 'common_fuel'
  | 'raw'
> & {
  readonly coverage: number | null;
  /** Branches that no input of the suite reached; null where they are not counted. */
  readonly uncovered: number | null;
  /** Drawn inputs on which a descendant answers otherwise than its parent, which was right; null: not compared. */
  readonly different: number | null;
};

export function measured(proof: ProofSummary): Measured {
  const { suite, pass_rate, performance, robustness, quality, fuel, dearest_fuel, common_fuel, raw } = proof;
  const { branches } = proof.counts;
  return {
    suite,
    pass_rate,
    performance,
    robustness,
    quality,
    fuel,
    // A key without a number would change the state of logs of before.
    ...(dearest_fuel === undefined ? {} : { dearest_fuel }),
    common_fuel,
    raw,
    coverage: proof.coverage?.score ?? null,
    uncovered: branches === null ? null : branches.total - branches.covered,
    different: proof.differential?.different ?? null,
  };
}
