import { middle } from '../outcome.ts';
import type { ProgramResult } from '../repair.ts';
import type { Arm, Attempt } from './arms.ts';

/** Counts of one arm at one budget over the programs of one bug type (`all`: all of them); random arms are means over their seeds. */
export type Tally = {
  readonly arm: Arm | 'guided, one question';
  readonly budget: number;
  readonly bugType: string;
  /** Programs whose faulty code fails the visible suite: only these can be searched. */
  readonly searchable: number;
  readonly plausible: number;
  readonly correct: number;
  /** Median evaluations until the first plausible candidate, of the programs that have one; null when none has. */
  readonly firstFix: number | null;
  readonly evaluations: number;
  /** Of the programs asked about: some collected candidate was correct. Only with questions. */
  readonly anyCorrect?: number;
  /** Runs of candidates on fuzzed inputs, apart from evaluations. Only with questions. */
  readonly fuzzRuns?: number;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const tally = (
  arm: Tally['arm'],
  budget: number,
  bugType: string,
  searchable: number,
  attempts: readonly Attempt[],
  seeds: number,
): Tally => {
  const fixes = attempts.flatMap(({ firstFix }) => (firstFix === null ? [] : [firstFix]));
  const mean = (count: number): number => Math.round((10 * count) / seeds) / 10;
  return {
    arm,
    budget,
    bugType,
    searchable,
    plausible: mean(attempts.filter(({ plausible }) => plausible).length),
    correct: mean(attempts.filter(({ correct }) => correct).length),
    firstFix: fixes.length === 0 ? null : middle(fixes),
    evaluations: mean(sum(attempts.map(({ evaluations }) => evaluations))),
  };
};

export const summarise = (results: readonly ProgramResult[], budgets: readonly number[]): Tally[] => {
  const types = ['all', ...new Set(results.map(({ program }) => program.bugType).toSorted())];
  const arms = [...new Set(results.flatMap(({ attempts }) => attempts.map(({ arm }) => arm)))];
  return types.flatMap((bugType) => {
    const rows = results.filter(({ program }) => bugType === 'all' || program.bugType === bugType);
    const searchable = rows.filter(({ alreadyPasses }) => !alreadyPasses).length;
    return budgets.flatMap((budget) => {
      const plain = arms.map((arm) => {
        const own = rows.flatMap(({ attempts }) =>
          attempts.filter((entry) => entry.arm === arm && entry.budget === budget),
        );
        const seeds = Math.max(1, new Set(own.map(({ seed }) => seed)).size);
        return tally(
          arm,
          budget,
          bugType,
          searchable,
          own.map(({ attempt }) => attempt),
          seeds,
        );
      });
      const answered = rows
        .flatMap((row) => row.answered.filter((entry) => entry.budget === budget))
        .map(({ attempt }) => attempt);
      if (answered.length === 0) return plain;
      const asked = {
        ...tally('guided, one question', budget, bugType, searchable, answered, 1),
        anyCorrect: answered.filter(({ anyCorrect }) => anyCorrect).length,
        fuzzRuns: sum(answered.map(({ fuzzRuns }) => fuzzRuns)),
      };
      return [...plain, asked];
    });
  });
};
