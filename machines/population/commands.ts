import type { FactData } from '../../events/catalog.ts';
import type { Rescored } from '../../events/candidate.ts';
import type { ProofSummary, SuiteRef } from '../../events/proof.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

type Queued = FactData<'population.queued'>;
type Place = { readonly generation: number; readonly slot: number; readonly attempt: number };

export type PopulationCommand =
  /** What is named is checked here: what is wrong with it is a fact, too. */
  | ({ readonly type: 'queue' } & Omit<Queued, 'objectives' | 'train' | 'holdout'> & {
        readonly train: number;
        readonly holdout: number;
        readonly objectives: readonly {
          readonly name: string;
          readonly unit: string;
          readonly goal: string;
          readonly reference?: number | undefined;
        }[];
      })
  | { readonly type: 'begin'; readonly by: string }
  | { readonly type: 'fundsGranted'; readonly evaluations: number; readonly cost_micro?: number }
  | { readonly type: 'fundsDenied'; readonly reason: string }
  | ({ readonly type: 'controlsChecked' } & Omit<FactData<'controls.checked'>, 'blocked'>)
  /** `seen`: an earlier round of this population bred the same. */
  | ({ readonly type: 'bred'; readonly seen: boolean } & FactData<'candidate.bred'>)
  | ({
      readonly type: 'notBred';
      readonly reason: 'nothing' | 'invalid';
      readonly operators: readonly string[];
      readonly detail: string;
      readonly cost_micro: number;
    } & Place)
  /** `values` in the order of the objectives, over the whole sample of the stage; NaN where one was not counted. */
  | ({
      readonly type: 'candidateEvaluated';
      readonly values: readonly number[];
    } & Omit<FactData<'candidate.evaluated'>, 'objectives' | 'passed'>)
  | {
      readonly type: 'finalistsCompared';
      readonly finalists: readonly Rescored[];
      readonly incumbent: Rescored;
    }
  | ({ readonly type: 'evidencePrepared' } & FactData<'evidence.prepared'>)
  /** Told by its capability. */
  | { readonly type: 'suiteExtended'; readonly suite: SuiteRef }
  | { readonly type: 'parentProved'; readonly artifact: string; readonly proof: ProofSummary }
  | { readonly type: 'candidateProved'; readonly proof: ProofSummary }
  | { readonly type: 'candidateFailed'; readonly reason: string }
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'deadline' }
  | EffectFailed
  | TellRefused;
