import type { Run } from '../events/run.ts';
import type { CallOutcome } from './ports.ts';

/** Micro-dollars of the calls of a run, whoever was given their answers: what models billed, and the compute of those that waited for none, priced by wall time. */
export function costOf(calls: readonly (CallOutcome | null)[], cpuSecondMicro: number): number {
  const made = calls.filter((call) => call !== null);
  const compute = made.reduce((sum, { spent, wallUs }) => sum + (spent === undefined ? wallUs : 0), 0);
  const billed = made.reduce((sum, { spent }) => sum + (spent?.costMicro ?? 0), 0);
  return Math.round((compute / 1e6) * cpuSecondMicro) + billed;
}

/** What a run says of the models that were asked for it; nothing where none was. */
export function askedBy({ spent }: CallOutcome): Pick<Run, 'asked'> {
  if (spent === undefined) return {};
  const { costMicro, ...counts } = spent;
  return { asked: { ...counts, cost_micro: costMicro } };
}
