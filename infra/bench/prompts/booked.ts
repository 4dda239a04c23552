import { saidBy } from '../../answers/population.ts';
import type { ArmRun } from './arm.ts';

/** What a population's facts say that its candidates were asked, one by one. */
export type Booked = {
  readonly evaluations: number;
  readonly costMicro: number;
  /** Pairs of prompt and review that were paid for more than once. */
  readonly twice: number;
};

/** Evaluations and money of a population, added up from its facts; a proof is money and no evaluation of a candidate. */
export function bookedBy({ answer }: Pick<ArmRun, 'answer'>): Booked {
  const controls = saidBy(answer, 'controls.checked');
  const evaluated = saidBy(answer, 'candidate.evaluated');
  const proofs = [...saidBy(answer, 'parent.proved'), ...saidBy(answer, 'winner.proved')];
  const pairs = evaluated.flatMap(({ candidate, rows }) =>
    rows.map(({ example }) => `${candidate} ${example}`),
  );
  const costs = [
    ...controls,
    ...evaluated,
    ...saidBy(answer, 'candidate.bred'),
    ...saidBy(answer, 'candidate.refused'),
    ...proofs.map(({ proof }) => proof),
  ];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    evaluations: sum(controls.map(({ evaluations }) => evaluations)) + pairs.length,
    costMicro: sum(costs.map(({ cost_micro }) => cost_micro)),
    twice: pairs.length - new Set(pairs).size,
  };
}
