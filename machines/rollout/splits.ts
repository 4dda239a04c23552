import type { Split } from '../../events/rollout.ts';
import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import type { RolloutStage } from '../../events/rolloutRules.ts';
import { chooseWithIncumbent } from '../rules/bandit/chooseWithIncumbent.ts';
import type { CountedArm } from '../rules/bandit/chooseWithIncumbent.ts';
import { discounting } from '../rules/bandit/discounting.ts';
import type { Seen } from './commands.ts';
import { leftOf, stagesOf } from './context.ts';
import type { Progress } from './context.ts';

/** About 1,000 rewards count where the world moves; all of them where it stays. */
const learnerOf = ({ rules }: RolloutPlan) => discounting(rules.world === 'moving' ? 0.999 : 1);
type Posteriors = NonNullable<Progress['posteriors']>;

const known = (given: Posteriors) => ({
  n: Math.max(0, ...given.map(({ at }) => at)),
  arms: Object.fromEntries(given.map(({ artifact, won, lost, at }) => [artifact, { won, lost, at }])),
});

const six = (share: number): number => Math.round(share * 1e6) / 1e6;

/** What a run is worth to the bandit: its quality, 0 where it failed, 1 where nobody judges it. */
export function rewarded(plan: RolloutPlan, posteriors: Posteriors, seen: Seen): Posteriors {
  const reward = seen.failed ? 0 : (seen.quality ?? 1);
  const { arms } = learnerOf(plan).step(known(posteriors), seen.artifact, reward);
  return Object.entries(arms).map(([artifact, { won, lost, at }]) => ({
    artifact,
    won: six(won),
    lost: six(lost),
    at,
  }));
}

/** What each arm that is left is thought to be good for, the incumbent first; by it one is chosen for a request. */
export function banditArms(plan: RolloutPlan, progress: Progress): readonly CountedArm[] {
  const state = known(progress.posteriors ?? []);
  // A shadow run was not rewarded: the incumbent is privileged until challengers have answered.
  return progress.arms.map(({ artifact, runs, beside }) => ({
    ...learnerOf(plan).posterior(state, artifact),
    pulls: runs - beside,
  }));
}

function chances(plan: RolloutPlan, progress: Progress): readonly number[] {
  // The chances do not depend on the seed; who answers is drawn where requests come in.
  return chooseWithIncumbent(banditArms(plan, progress), plan.incumbent, 0).arms.map(({ propensity }) =>
    six(propensity),
  );
}

/**
 * Who answers in a stage. Of a share each challenger has an equal part, also when another has left: what that had goes back to the incumbent,
 * so nobody else changes hands. Bandit: the chances of Thompson sampling with the incumbent's floor (SPEC C63), as of the last run at which they were told.
 */
export function splitOf(
  rollout: string,
  plan: RolloutPlan,
  progress: Progress,
  stage: RolloutStage,
): Split | null {
  if (stage === 1) return null;
  const left = leftOf(plan, progress).map(({ artifact }) => artifact);
  const { incumbent } = plan;
  const n = (progress.split?.n ?? -1) + 1;
  if (stage === 'shadow')
    return { rollout, mode: 'share', shadow: left, arms: [{ artifact: incumbent, share: 1 }], n };
  const shares =
    stage === 'bandit'
      ? chances(plan, progress).slice(1)
      : left.map(() => six(stage / plan.challengers.length));
  const gone = stage === 'bandit' ? [] : plan.challengers.filter(({ artifact }) => !left.includes(artifact));
  const rest = six(Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0)));
  return {
    rollout,
    mode: stage === 'bandit' ? 'bandit' : 'share',
    shadow: [],
    arms: [
      { artifact: incumbent, share: rest },
      ...left.map((artifact, at) => ({ artifact, share: shares[at]! })),
    ],
    ...(gone.length > 0 ? { gone: gone.map(({ artifact }) => ({ artifact, share: shares[0]! })) } : {}),
    n,
  };
}

/** From here on a chance has moved enough to be told: each split is a fact. */
const MOVED = 0.01;
/** Answered runs between two looks at the chances, which take a millisecond. */
const LOOK_RUNS = 20;

function moved(before: Split | null, after: Split): boolean {
  return (
    before === null ||
    after.arms.some(
      ({ artifact, share }) =>
        Math.abs(share - (before.arms.find((arm) => arm.artifact === artifact)?.share ?? 0)) >= MOVED,
    )
  );
}

/** With the chances of the bandit where they have moved; the same in every other stage. It looks at certain runs, whoever carries them in. */
export function withChances(rollout: string, plan: RolloutPlan, progress: Progress): Progress {
  if (stagesOf(plan)[progress.stage] !== 'bandit' || progress.seen % LOOK_RUNS > 0) return progress;
  const split = splitOf(rollout, plan, progress, 'bandit')!;
  return moved(progress.split, split) ? { ...progress, split } : progress;
}
