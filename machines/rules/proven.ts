import type { ProofSummary } from '../../events/proof.ts';
import type { Proven } from './acceptance.ts';
import { measured } from './measured.ts';

/** A proof as it is judged: its numbers, and in words what failed first and where it differs from its parent. */
export function proven(proof: ProofSummary): Proven {
  const failed = proof.failures[0];
  const other = proof.differential?.first;
  return {
    ...measured(proof),
    passed: proof.verdict === 'passed',
    visible: { passed: proof.passed, total: proof.total },
    heldOut: proof.held_out,
    firstFailure: failed ? `${failed.case}: ${failed.message}` : null,
    firstDifference: other ? `for ${other.input} the parent gives ${other.parent}, it ${other.child}` : null,
  };
}
