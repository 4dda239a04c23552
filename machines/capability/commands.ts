import type { FactData } from '../../events/catalog.ts';
import type { RunPlace, RunWindow } from '../../events/capabilityFacts.ts';
import type { SuiteRef } from '../../events/proof.ts';
import type { Split } from '../../events/rollout.ts';
import type { Challenger } from '../../events/rolloutFacts.ts';
import type { RolloutRules } from '../../events/rolloutRules.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

export type CapabilityCommand =
  | ({ readonly type: 'declare' } & FactData<'capability.declared'>)
  | ({ readonly type: 'recordSuiteProof' } & FactData<'suite.proved'>)
  | ({ readonly type: 'refuseSuite' } & FactData<'suite.refused'>)
  /** A stored artifact offers itself for serving. */
  | {
      readonly type: 'offer';
      readonly task: string | null;
      readonly parents: readonly string[];
      /** The one of them it was measured against; absent: any of them. */
      readonly target?: string | undefined;
      readonly quality: number;
      /** What `task` names is a population; absent: a task. */
      readonly by?: 'population' | undefined;
    }
  | {
      readonly type: 'extendSuite';
      readonly from: SuiteRef;
      readonly suite: SuiteRef;
      readonly added: number;
      readonly reason: string;
    }
  | { readonly type: 'reward'; readonly generator: string; readonly reward: number }
  | ({ readonly type: 'learnFix' } & FactData<'fix.learned'>)
  | { readonly type: 'observe'; readonly from: RunPlace; readonly to: RunPlace; readonly window: RunWindow }
  /** A quota is used up for this minute. */
  | ({ readonly type: 'noteQuota' } & FactData<'quota.exceeded'>)
  /** A version of a manifest is stored and gets its name. */
  | ({ readonly type: 'nameVersion' } & FactData<'version.named'>)
  /** A manifest that was to be a version has another contract: is it another tool (SPEC B10)? */
  | ({ readonly type: 'weighSplit' } & Pick<
      FactData<'tool.split'>,
      'version' | 'manifest' | 'against' | 'read' | 'compared'
    >)
  /** A golden set was built and is stored. */
  | ({ readonly type: 'recordGolden' } & FactData<'golden.built'>)
  /** An artifact's evolution ended without a successor. */
  | { readonly type: 'settle'; readonly outcome: 'rejected'; readonly session?: true }
  /** A session found the setting to ask first. */
  | ({ readonly type: 'registerExpert' } & Omit<FactData<'expert.registered'>, 'session'>)
  /** Somebody wants challengers tried in the place of what is served (SPEC G6, G7). */
  | {
      readonly type: 'openRollout';
      readonly challengers: readonly Challenger[];
      readonly rules: RolloutRules;
    }
  /** Told by the rollout that goes on. `retired`: challengers that were found to do harm. */
  | { readonly type: 'splitTraffic'; readonly split: Split }
  | { readonly type: 'joinTraffic'; readonly reason: string; readonly retired?: readonly string[] }
  | {
      readonly type: 'promoteChallenger';
      readonly artifact: string;
      readonly evidence: string;
      readonly retired?: readonly string[];
    }
  /** Serve the predecessor of what is served now; while a rollout goes on, the incumbent alone. */
  | { readonly type: 'rollback'; readonly reason: string }
  | EffectFailed
  | TellRefused;
