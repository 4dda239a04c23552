import { unseen } from './importance.ts';
import { estimateOf, meanOf } from './interval.ts';
import type { Estimate } from './interval.ts';
import { chancesOf } from './logged.ts';
import type { TargetPolicy, Weighed } from './logged.ts';

/** So many choices' worth an action's mean over all contexts counts in the mean of one context. */
const PRIOR = 5;
/** The choices are dealt into so many folds; each is judged with what the others came to. */
const FOLDS = 5;

type Tally = { n: number; sum: number };
type Expected = (context: string, action: string) => number;

/**
 * Doubly robust (Dudik, Langford, Li, ICML 2011): the mean of sum_a pi(a | x) q(x, a) + weight (reward - q(x, action)), with q what the action
 * came to in that context, drawn towards its mean over all contexts. Right where either propensities or q are; narrower than IPS where q says
 * anything. q is of the other folds (cross-fitting, Chernozhukov et al. 2018), else it would know the reward it is to foretell. Its variance is widened
 * by `unseen`.
 */
export function doublyRobust(choices: readonly Weighed[], policy: TargetPolicy): Estimate {
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    expectedFrom(choices.filter((_choice, at) => at % FOLDS !== fold)),
  );
  const { value, se } = meanOf(
    choices.map(({ context, action, reward, weight }, at) => {
      const expected = folds[at % FOLDS]!;
      const foreseen = Object.entries(chancesOf(policy, context, at)).reduce(
        (sum, [name, chance]) => sum + chance * expected(context, name),
        0,
      );
      return foreseen + weight * (reward - expected(context, action));
    }),
  );
  return estimateOf(value, Math.sqrt(se * se + unseen(choices, value)));
}

function expectedFrom(choices: readonly Weighed[]): Expected {
  const all: Tally = { n: 0, sum: 0 };
  const actions = new Map<string, Tally>();
  const cells = new Map<string, Map<string, Tally>>();
  for (const { context, action, reward } of choices) {
    const row = cells.get(context) ?? new Map<string, Tally>();
    cells.set(context, row);
    for (const tally of [all, tallyOf(actions, action), tallyOf(row, action)]) {
      tally.n += 1;
      tally.sum += reward;
    }
  }
  const overall = all.n === 0 ? 0 : all.sum / all.n;
  return (context, action) => {
    const of = actions.get(action) ?? { n: 0, sum: 0 };
    const prior = (of.sum + overall) / (of.n + 1);
    const cell = cells.get(context)?.get(action);
    return cell ? (cell.sum + PRIOR * prior) / (cell.n + PRIOR) : prior;
  };
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? { n: 0, sum: 0 };
  tallies.set(key, tally);
  return tally;
}
