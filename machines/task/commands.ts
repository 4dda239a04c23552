import type { FactData } from '../../events/catalog.ts';
import type { ProofSummary, SuiteRef } from '../../events/proof.ts';
import type { TaskRequest } from '../../events/task.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

export type TaskCommand =
  /** `served`: what already answers this capability, when a CORE task is submitted; read from the capability actor. */
  | {
      readonly type: 'submit';
      readonly request: TaskRequest;
      readonly intent?: FactData<'task.accepted'>['intent'];
      readonly pressure?: FactData<'task.accepted'>['pressure'];
      readonly served: { readonly artifact: string; readonly quality: number } | null;
    }
  /** Recorded so that the producer can read why. */
  | {
      readonly type: 'refuse';
      readonly capability: string;
      readonly reason: string;
      readonly pressure?: FactData<'task.rejected'>['pressure'];
    }
  | ({ readonly type: 'evidencePrepared' } & FactData<'evidence.prepared'>)
  | { readonly type: 'suiteExtended'; readonly suite: SuiteRef }
  | { readonly type: 'fundsGranted'; readonly evaluations: number }
  | { readonly type: 'fundsDenied'; readonly reason: string }
  | ({ readonly type: 'parentProved' } & FactData<'parent.proved'>)
  | ({ readonly type: 'generatorChosen' } & FactData<'generator.chosen'>)
  | { readonly type: 'nothingToChoose'; readonly reason: string }
  | ({ readonly type: 'proposed' } & FactData<'candidates.proposed'>)
  | { readonly type: 'candidateProved'; readonly proof: ProofSummary }
  | { readonly type: 'candidateFailed'; readonly reason: string }
  /** `rollout`: what tries it before it serves. */
  | { readonly type: 'promoted'; readonly artifact: string; readonly rollout?: string }
  /** The session takes the candidate of this experiment. */
  | { readonly type: 'select' }
  /** The session goes on without this experiment. */
  | { readonly type: 'drop'; readonly reason: string }
  | { readonly type: 'deadline' }
  | EffectFailed
  | TellRefused;
