import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { SEEN_MAX } from './commands.ts';
import type { RolloutCommand, Seen } from './commands.ts';
import type { Progress } from './context.ts';
import { withRun } from './progress.ts';
import type { rolloutMachine } from './machine.ts';
import { withChances } from './splits.ts';
import { react } from './steps.ts';
import type { Walk } from './steps.ts';

type Snapshot = SnapshotFrom<typeof rolloutMachine>;
type Observe = Extract<RolloutCommand, { type: 'observe' }>;

const atLeast = (value: number, least: number): boolean => Number.isFinite(value) && value >= least;

/** What is wrong with a run; null: nothing. */
function fault({ quality, fuel, latency_us }: Seen): string | null {
  if (quality !== null && !(atLeast(quality, 0) && quality <= 1))
    return `quality ${quality} is not in [0, 1]`;
  if (fuel !== null && !atLeast(fuel, 0)) return `fuel ${fuel} is no count`;
  return atLeast(latency_us, 0) ? null : `latency_us ${latency_us} is no duration`;
}

/** Folds runs in their order, and decides after every one as if it had come alone (SPEC G7, C12). */
export function observe({ context }: Snapshot, command: Observe, rollout: string): Decision {
  const { from, to, seen } = command;
  const { observed } = context;
  if (observed !== null && (from.position !== observed.position || from.index !== observed.index))
    return refused(
      'conflict',
      `runs are observed up to ${observed.position}.${observed.index}, these start at ${from.position}.${from.index}: read on from there`,
    );
  if (seen.length > SEEN_MAX)
    return refused('invalid', `${seen.length} runs at once, at most ${SEEN_MAX}: send them in parts`);
  for (const [at, run] of seen.entries()) {
    const wrong = fault(run);
    if (wrong !== null)
      return refused('invalid', `seen[${at}] of ${run.artifact}: ${wrong}; leave it out as null`);
  }
  const plan = context.plan!;
  let walk: Walk = { progress: context, said: [], over: false };
  let n = 0;
  for (const run of seen) {
    const next = withRun(plan, walk.progress, run);
    if (next === walk.progress) continue;
    n += 1;
    const reaction = after(rollout, plan, next);
    walk = { ...reaction, said: [...walk.said, ...reaction.said] };
    if (walk.over) break;
  }
  const { progress, said } = walk;
  const { arms, scales, tests, posteriors, split } = progress;
  const moved = said.length === 0 && split !== null && split !== context.split ? { split } : {};
  return decided(
    fact('rollout.observed', {
      from,
      to,
      n,
      seen: progress.seen,
      arms: [...arms],
      scales,
      tests: [...tests],
      ...(posteriors ? { posteriors: [...posteriors] } : {}),
      ...moved,
    }),
    ...lastSplitOnly(said, split),
  );
}

/** What follows from one run. Nothing of it depends on where commands were cut: another observer may cut them elsewhere. */
function after(rollout: string, plan: RolloutPlan, progress: Progress): Walk {
  const walk = react(rollout, plan, progress);
  return walk.over ? walk : { ...walk, progress: withChances(rollout, plan, walk.progress) };
}

type Said = Walk['said'][number];

/**
 * Messages of one commit may arrive in any order: who answers is told by the last fact that says it, as of the last run; `split` is null where
 * nobody is told any more.
 */
function lastSplitOnly(said: readonly Said[], split: Progress['split']): readonly Said[] {
  return said.map((one, at) =>
    one.type === 'rollout.staged' || one.type === 'rollout.rolled_back'
      ? ({ ...one, data: { ...one.data, split: at < said.length - 1 ? null : split } } as Said)
      : one,
  );
}
