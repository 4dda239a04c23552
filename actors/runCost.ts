import type { Run } from '../events/run.ts';
import type { CallOutcome } from './ports.ts';

/** Micro-dollars of a run: what models billed for it, and the compute of all that waited for none, priced by wall time. */
export function costOf(outcome: CallOutcome, beside: CallOutcome | null, cpuSecondMicro: number): number {
  const compute = [outcome, ...(beside === null ? [] : [beside])].reduce(
    (sum, { spent, wallUs }) => sum + (spent === undefined ? wallUs : 0),
    0,
  );
  return Math.round((compute / 1e6) * cpuSecondMicro) + (outcome.spent?.costMicro ?? 0);
}

/** What a run says of the models that were asked for it; nothing where none was. */
export function askedBy({ spent }: CallOutcome): Pick<Run, 'asked'> {
  if (spent === undefined) return {};
  const { costMicro, ...counts } = spent;
  return { asked: { ...counts, cost_micro: costMicro } };
}
