import type { FactData } from '../../events/catalog.ts';
import type { SearchRules } from '../../events/capabilityFacts.ts';
import type { Evidence, Metric } from '../../events/drift.ts';
import type { ProofSummary } from '../../events/proof.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

/** What a capability's observer found about this artifact. */
export type NoteDrift = {
  readonly type: 'noteDrift';
  readonly stage: 'detected' | 'cleared' | 'confirmed';
  readonly metrics: readonly Metric[];
  /** Number of the window since the artifact was stored, and the position in the run log it ends at. */
  readonly window: number;
  readonly position: number;
  readonly evidence: Evidence;
  readonly search: SearchRules;
  readonly quality_min: number;
};

export type LifecycleCommand =
  | { readonly type: 'generate'; readonly artifact: FactData<'artifact.generated'> }
  | { readonly type: 'recordProof'; readonly proof: ProofSummary; readonly quality_min: number }
  /** `offer: false`: it is kept, and not offered to its capability. */
  | { readonly type: 'store'; readonly offer?: false }
  | { readonly type: 'reject'; readonly reason: string }
  | NoteDrift
  /** An OPTIMIZE session wants to search a descendant. */
  | { readonly type: 'join' }
  | ({ readonly type: 'rejectEvolution' } & Omit<FactData<'evolution.rejected'>, 'task'>)
  /** What its evolution found is tried beside it. */
  | { readonly type: 'tryEvolution'; readonly rollout: string; readonly candidate: string }
  | { readonly type: 'succeed'; readonly by: string; readonly task: string | null }
  | { readonly type: 'reinstate'; readonly reason: string; readonly instead_of: string }
  | { readonly type: 'retire'; readonly reason: string }
  | ({ readonly type: 'quarantine' } & FactData<'artifact.quarantined'>)
  | EffectFailed
  | TellRefused;
