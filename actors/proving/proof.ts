import type { ProofSummary } from '../../events/proof.ts';
import type { CaseResult } from './judgeCalls.ts';

/** Everything a proof saw, case by case: stored as the blob `raw` of the summary. */
export type RawProof = {
  readonly cases: readonly (CaseResult & { readonly output: string; readonly fuel: number | null })[];
  readonly heldOut: readonly (CaseResult & { readonly output: string; readonly fuel: number | null })[];
  readonly robustness: readonly CaseResult[];
  readonly coverage: {
    readonly statements: { readonly covered: number; readonly total: number };
    readonly branches: { readonly covered: number; readonly total: number };
  } | null;
  /** The dearest single call, in fuel: twenty times this is a descendant's limit (DESIGN 8). */
  readonly dearestCall: number | null;
};

/** A proof before its raw part is stored: the summary lacks only the blob's hash and the price of the compute. */
export type Proof = {
  readonly summary: Omit<ProofSummary, 'raw' | 'cost_micro' | 'models_micro' | 'common_fuel'>;
  readonly raw: RawProof;
  /** Calls of the program that were made. */
  readonly calls: number;
  /** What models billed for them, micro-dollars. */
  readonly modelsMicro: number;
};
