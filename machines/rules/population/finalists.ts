import type { ExampleRow, Rescored } from '../../../events/candidate.ts';
import type { Objective } from '../../../events/populationPlan.ts';
import { betting } from '../sequential/betting.ts';
import { signTest } from '../signTest.ts';
import { objectivesOf, named, valueOf } from './objectives.ts';

type Row = Pick<ExampleRow, 'score' | 'fuel' | 'tokens' | 'repairs' | 'cost_micro'>;
/** Who answered what, in the order of the hold-out's sample. */
export type Answers = { readonly candidate: string; readonly rows: readonly Row[] };
type Pair = readonly [incumbent: number, finalist: number];

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * What the hold-out says of a finalist beside the incumbent, both on the same examples. The interval of the mean quality is the incumbent's
 * mean plus that of the paired differences, kept in [0, 1], found by testing each difference by betting (`rules/sequential/betting.ts`): exact at any number
 * of examples. `alpha` is the chance that either end is wrong.
 */
export function rescored(
  finalist: Answers,
  incumbent: Answers,
  objectives: readonly Objective[],
  alpha: number,
): Rescored {
  const { candidate, rows } = finalist;
  const values = objectivesOf(rows, objectives);
  const [own] = objectivesOf(incumbent.rows, objectives);
  const scores = rows.map(({ score }, at): Pair => [incumbent.rows[at]!.score, score]);
  const low = lowerEnd(scores, alpha);
  const high = -lowerEnd(
    scores.map(([was, is]) => [is, was]),
    alpha,
  );
  const pairs = objectives.map(({ name, goal }) => {
    const compared = rows.map((row, at) => {
      const [was, is] = [valueOf(incumbent.rows[at]!, name) ?? Number.NaN, valueOf(row, name) ?? Number.NaN];
      return Math.sign(goal === 'max' ? is - was : was - is);
    });
    const [better, worse] = [1, -1].map((sign) => compared.filter((one) => one === sign).length);
    const chance = signTest(better!, worse!);
    return [name, { better: better!, worse: worse!, evidence: Number((1 / chance).toPrecision(6)) }] as const;
  });
  return {
    candidate,
    n: rows.length,
    mean: values[0]!,
    // Quality lies in [0, 1]: what the interval has beyond says nothing.
    low: Math.max(0, round(own! + low)),
    high: Math.min(1, round(own! + high)),
    objectives: named(values, objectives),
    pairs: Object.fromEntries(pairs),
  };
}

export type Choice = { readonly chosen: string | null; readonly shown: 'quality' | 'other' | null };

/**
 * Who of the finalists is shown to be better than the incumbent (SPEC C66, E14): its quality is higher in the mean, and on the same examples more often better
 * than worse by the exact sign test at `alpha`; or its quality is not lower and another objective is better in that way. The hold-out is looked at
 * once, so the test is one for a fixed number of examples; the interval beside it holds at any number and is wider. Of several the best quality, or with weights the best weighted sum of values as shares of the incumbent's.
 */
export function chooseFinalist(
  finalists: readonly Rescored[],
  incumbent: Rescored,
  objectives: readonly Objective[],
  { alpha, weights }: { readonly alpha: number; readonly weights: Readonly<Record<string, number>> | null },
): Choice {
  const able = finalists.flatMap((finalist) => {
    const shown = shownBetter(finalist, incumbent, objectives, alpha);
    return shown === null ? [] : [{ finalist, shown }];
  });
  const worth = ({ finalist }: (typeof able)[number]): number =>
    weights === null ? finalist.mean : weighted(finalist, incumbent, objectives, weights);
  const [first] = able.toSorted(
    (a, b) =>
      worth(b) - worth(a) ||
      (a.shown === b.shown ? 0 : a.shown === 'quality' ? -1 : 1) ||
      (a.finalist.candidate < b.finalist.candidate ? -1 : 1),
  );
  return { chosen: first?.finalist.candidate ?? null, shown: first?.shown ?? null };
}

function shownBetter(
  finalist: Rescored,
  incumbent: Rescored,
  objectives: readonly Objective[],
  alpha: number,
): 'quality' | 'other' | null {
  const better = ({ name, goal }: Objective): boolean => {
    const [was, is] = [incumbent.objectives[name]!, finalist.objectives[name]!];
    return (goal === 'max' ? is > was : is < was) && finalist.pairs[name]!.evidence >= 1 / alpha;
  };
  const [quality, ...others] = objectives;
  if (better(quality!)) return 'quality';
  return finalist.mean >= incumbent.mean && others.some(better) ? 'other' : null;
}

/** Each value as a share of the incumbent's, so that no unit is added to another; what is to be small counts against it. */
function weighted(
  finalist: Rescored,
  incumbent: Rescored,
  objectives: readonly Objective[],
  weights: Readonly<Record<string, number>>,
): number {
  return objectives.reduce((sum, { name, goal }) => {
    const [was, is] = [incumbent.objectives[name]!, finalist.objectives[name]!];
    const share = was === 0 ? (is === 0 ? 1 : 2) : is / was;
    return sum + (weights[name] ?? 0) * (goal === 'max' ? share : -share);
  }, 0);
}

/** Evidence that the finalist is larger by more than `against`; an e-value. */
function evidence(pairs: readonly Pair[], against: number): number {
  const test = betting({ against });
  let state = test.initial();
  for (const [incumbent, finalist] of pairs) {
    state = test.step(state, { side: 'control', value: incumbent });
    state = test.step(state, { side: 'treatment', value: finalist });
  }
  return test.evidence(state).greater;
}

/** The largest difference that the pairs speak against at `alpha`: -1 where they say nothing. */
function lowerEnd(pairs: readonly Pair[], alpha: number): number {
  let [low, high] = [-1, 1];
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    if (evidence(pairs, middle) >= 1 / alpha) low = middle;
    else high = middle;
  }
  return low;
}
