import type { FactData } from '../../events/catalog.ts';
import type { ArmSeen, RolloutPlan } from '../../events/rolloutFacts.ts';
import type { Progress } from './context.ts';
import { firstTest, testedOf } from './tests.ts';

const NONE = { n: 0, sum: 0 };

function unseen(artifact: string): ArmSeen {
  return { artifact, runs: 0, beside: 0, failed: 0, quality: NONE, fuel: NONE, latency_us: NONE };
}

/** Arms and tests before the first run. */
export function started({ challengers, incumbent, rules }: RolloutPlan): Pick<Progress, 'arms' | 'tests'> {
  const tests: FactData<'rollout.observed'>['tests'] = challengers.flatMap((challenger, of) =>
    testedOf(challenger, rules).map((metric) => ({
      of,
      metric,
      state: firstTest(challenger, metric, rules),
    })),
  );
  return { arms: [unseen(incumbent), ...challengers.map(({ artifact }) => unseen(artifact))], tests };
}
