import type { FactData } from '../../events/catalog.ts';
import type { SessionAim } from '../../events/optimization.ts';
import type { ProofSummary } from '../../events/proof.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

export type OptimizationCommand =
  | ({ readonly type: 'queue'; readonly aim?: SessionAim | undefined } & Omit<
      FactData<'optimization.queued'>,
      'aim'
    >)
  | { readonly type: 'begin'; readonly by: string; readonly budget?: string }
  | ({ readonly type: 'targetJoined' } & FactData<'optimization.joined'>)
  | { readonly type: 'fundsGranted'; readonly evaluations: number; readonly cost_micro?: number }
  | { readonly type: 'fundsDenied'; readonly reason: string }
  | { readonly type: 'parentProved'; readonly artifact: string; readonly proof: ProofSummary }
  /** What an experiment's task came to. */
  | ({ readonly type: 'experimentEnded' } & Pick<
      FactData<'experiment.ended'>,
      'n' | 'artifact' | 'fitness' | 'evaluations' | 'cost_micro' | 'reason'
    > & { readonly outcome: 'better' | 'not_better' | 'nothing' | 'failed' })
  | { readonly type: 'adopted'; readonly n: number; readonly artifact: string }
  | { readonly type: 'pause'; readonly reason: string }
  | { readonly type: 'resume'; readonly reason: string }
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'deadline' }
  | EffectFailed
  | TellRefused;
