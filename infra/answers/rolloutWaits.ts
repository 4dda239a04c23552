import { stagesOf } from '../../machines/rollout/context.ts';
import type { RolloutContext } from '../../machines/rollout/context.ts';
import { held, neededFor } from '../../machines/rollout/readings.ts';
import { stageRuns } from '../../machines/rollout/stageRuns.ts';
import { inWords } from '../../machines/rollout/steps.ts';

/** What a rollout waits for, in words; null: nothing, it is over. */
export function rolloutWaits(state: unknown, context: RolloutContext): string | null {
  const plan = context.plan!;
  switch (state) {
    case 'checking':
      return 'a worker (`dse work`, `dse serve`) that checks its arms';
    case 'promoting':
      return `${plan.capability} to let ${context.winner} take over: a worker (\`dse work\`, \`dse serve\`) tells it`;
    case 'running': {
      const last = stagesOf(plan)[context.stage + 1] === 1;
      const each = stageRuns(plan, context).map(({ artifact, runs }) => {
        if (runs < plan.rules.min_runs)
          return `runs of ${artifact} (${runs} of ${plan.rules.min_runs} in this stage)`;
        if (held(plan, context, artifact)) return `${artifact} to be held back by its latency no longer`;
        const open = last ? neededFor(plan, context, artifact).filter(({ shown }) => !shown) : [];
        return open.length === 0
          ? `the others: ${artifact} has its ${runs} runs`
          : `${artifact} to show more: ${open.map(inWords).join('; ')}`;
      });
      return `${each.join('; ')}; undecided after ${plan.rules.limit_runs} answered runs`;
    }
    default:
      return null;
  }
}
