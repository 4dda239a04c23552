import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import type { Seen } from './commands.ts';
import type { Progress } from './context.ts';
import { rewarded } from './splits.ts';
import { stepTest } from './tests.ts';
import { counted, scaleOf, valueOf } from './values.ts';

/** With one run more; the same where it was of nobody who is left. A value at a time, so batches may be cut anywhere. */
export function withRun(plan: RolloutPlan, progress: Progress, seen: Seen): Progress {
  const { artifact } = seen;
  const before = progress.arms.find((arm) => arm.artifact === artifact);
  if (!before) return progress;
  const control = artifact === plan.incumbent;
  const after = counted(before, seen, valueOf('quality', seen, progress));
  const { scales } = progress;
  const tests = progress.tests.map((test) => {
    if (!control && plan.challengers[test.of]!.artifact !== artifact) return test;
    const value = valueOf(test.metric, seen, progress);
    if (value === null) return test;
    const side = control ? 'control' : 'treatment';
    return { ...test, state: stepTest(test.state, test.metric, { side, value }, plan.rules) };
  });
  const rewards = plan.rules.mode === 'bandit' && !seen.beside;
  return {
    ...progress,
    seen: progress.seen + (seen.beside ? 0 : 1),
    arms: progress.arms.map((arm) => (arm === before ? after : arm)),
    scales: control
      ? {
          fuel: scales.fuel ?? scaleOf(after.fuel),
          latency: scales.latency ?? scaleOf(after.latency_us),
        }
      : scales,
    tests,
    ...(rewards ? { posteriors: rewarded(plan, progress.posteriors ?? [], seen) } : {}),
  };
}

/** Without a challenger: what is not compared any more is not kept. */
export function without(plan: RolloutPlan, progress: Progress, artifact: string, harmed: boolean): Progress {
  return {
    ...progress,
    out: [...progress.out, artifact],
    harmed: harmed ? [...progress.harmed, artifact] : progress.harmed,
    arms: progress.arms.filter((arm) => arm.artifact !== artifact),
    tests: progress.tests.filter(({ of }) => plan.challengers[of]!.artifact !== artifact),
    from: progress.from.filter((arm) => arm.artifact !== artifact),
    ...(progress.posteriors
      ? { posteriors: progress.posteriors.filter((arm) => arm.artifact !== artifact) }
      : {}),
  };
}
