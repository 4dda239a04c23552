import type { PolicyFile } from '../../events/policy.ts';
import type { Estimate } from '../../machines/rules/offPolicy/interval.ts';
import type { PolicyJudgement } from '../../machines/rules/offPolicy/judgePolicy.ts';

/** An estimate as it is told: with its interval of 95 %; null where there is none. */
export type ToldEstimate = {
  readonly value: number;
  readonly se: number | null;
  readonly low: number | null;
  readonly high: number | null;
};

export type PolicyReport =
  | {
      readonly policy: string;
      readonly choices: number;
      readonly contexts: number;
      readonly effective_sample_size: number;
      readonly overlap: number;
      readonly logged: ToldEstimate;
      readonly ips: ToldEstimate;
      readonly self_normalised: ToldEstimate;
      readonly doubly_robust: ToldEstimate;
    }
  | {
      readonly policy: string;
      readonly refused: string;
      readonly message: string;
      readonly overlap?: number;
      readonly missing?: readonly string[];
    };

type Refusal = Extract<PolicyJudgement, { kind: 'refused' }>;

/** A judgement in the words of the command line; `places`: where each choice was read. */
export function policyReport(
  { name, choices: kind, otherwise }: PolicyFile,
  judged: PolicyJudgement,
  { places, without }: { readonly places: readonly string[]; readonly without: number },
): PolicyReport {
  if (judged.kind === 'refused')
    return { policy: name, refused: judged.why, message: whyNot(judged), ...overlapOf(judged) };
  return {
    policy: name,
    choices: judged.choices,
    contexts: judged.contexts,
    effective_sample_size: rounded(judged.effectiveSampleSize),
    overlap: rounded(judged.overlap),
    logged: told(judged.logged),
    ips: told(judged.ips),
    self_normalised: told(judged.selfNormalised),
    doubly_robust: told(judged.doublyRobust),
  };

  function whyNot(refusal: Refusal): string {
    switch (refusal.why) {
      case 'empty-log':
        return `no choice of ${kind} with a reward is logged: nothing can be judged yet`;
      case 'no-propensity':
        return `${refusal.without} of ${refusal.choices} choices have no propensity, the first at ${places[without]}: without the chance it had a choice says nothing of another policy`;
      case 'no-overlap':
        return refusal.missing.length > 0
          ? `never logged: ${refusal.missing.join(', ')}; only ${percent(refusal.overlap)} of what the policy chooses was. Name what was chosen, or log choices of the others first`
          : `the log holds ${percent(refusal.overlap)} of what the policy chooses: in some contexts it asks for what had no chance there. Give those contexts other chances (\`when\`), or \`otherwise: as_logged\``;
      case 'silent':
        return `the policy says nothing of ${refusal.choices} of ${places.length} choices, the first at ${places[refusal.first]}: ${refusal.reason === 'no-rule' ? 'none of `when` fits, and there are no `chances`' : 'none of its actions could be chosen there'}. ${otherwise === 'as_logged' ? 'What else could be chosen there, and with which chance, was not written down' : 'Add chances for such choices, or `otherwise: as_logged`'}`;
    }
  }
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const finite = (value: number): number | null => (Number.isFinite(value) ? rounded(value) : null);
const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

function overlapOf(refusal: Refusal): { overlap?: number; missing?: readonly string[] } {
  return refusal.why === 'no-overlap' ? { overlap: rounded(refusal.overlap), missing: refusal.missing } : {};
}

function told({ value, se, interval }: Estimate): ToldEstimate {
  return { value: rounded(value), se: finite(se), low: finite(interval[0]), high: finite(interval[1]) };
}
