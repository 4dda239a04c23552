import { z } from 'zod';
import { CandidateId, Values } from './candidate.ts';
import { Id } from './commit.ts';
import { ProofSummary } from './proof.ts';
import { Comparison } from './task.ts';

/** What a population says of the candidate that was shown to be better. */
export const winnerFacts = {
  /** Another one extended the suite first: what was prepared starts from one that is no longer there, and is prepared again. */
  'evidence.outdated': z.strictObject({ reason: z.string().max(1000) }),
  'winner.generated': z.strictObject({
    candidate: CandidateId,
    artifact: Id,
    parents: z.array(Id).length(1),
  }),
  'winner.proved': z.strictObject({
    artifact: Id,
    proof: ProofSummary,
    verdict: z.enum(['accepted', 'rejected']),
    reason: z.string().max(1000),
    compared: Comparison,
  }),
  /** Only with evidence (SPEC E14, C66); `notified` is what people are told. */
  'deployment.decided': z.strictObject({
    deploy: z.boolean(),
    artifact: Id.nullable(),
    reason: z.string().max(1000),
    numbers: Values,
    notified: z.string().max(1000),
  }),
};
