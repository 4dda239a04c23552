import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { wilson } from '../wilson.ts';
import type { OpeLine } from './judged.ts';

/** Standard errors of the bias over replications, of some dozens of rows. */
const BIASED = 4;
/** What an estimator of bias 1/n may be off besides, in rewards from 0 to 1. */
const ALLOWED = 0.005;
/** Coverage of intervals of 95 %: the replications have to be compatible with this. */
const COVERED = 0.93;

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Bias and coverage of one line. Where the log's propensities learn from its rewards, intervals are reported, not promised. */
export function opeRows(line: OpeLine, { promised }: { readonly promised: boolean }): readonly BenchRow[] {
  const { world, logger, target, answers, estimator, truth, replications, refused, bias, biasSe } = line;
  const of = `${world}, ${answers} answers of ${logger}, judging ${target}, ${estimator}`;
  const n = replications - refused;
  if (n === 0) return [counted(`${of}: estimates`, 0, replications, 'refused every time', !promised)];
  const [low, high] = wilson(line.covered, n);
  const slack = estimator === 'selfNormalised' ? ALLOWED : 0;
  const lost = !promised && high < COVERED ? ': a loss' : '';
  return [
    counted(
      `${of}: mean estimate`,
      rounded(truth + bias),
      rounded(truth),
      `${promised ? 'within' : 'reported as it is;'} ${BIASED} standard errors of ${rounded(biasSe)}; refused ${refused} of ${replications}`,
      !promised || Math.abs(bias) <= BIASED * biasSe + slack,
    ),
    counted(
      `${of}: intervals of 95 % that hold the truth`,
      rounded(line.covered / n),
      0.95,
      `${promised ? `compatible with ${COVERED} or more` : `reported as it is${lost}`}: ${rounded(low)} to ${rounded(high)}; effective ${Math.round(line.meanEffective)}, width ${rounded(line.meanWidth)}`,
      !promised || high >= COVERED,
    ),
  ];
}

/** What never had a chance is to be refused, each time. */
export function refusalRow(name: string, refused: number, replications: number): BenchRow {
  return counted(`${name}: refused`, refused, replications, 'each time', refused === replications);
}
