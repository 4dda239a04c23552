import type { Candidate, Generation, GenerationRequest, Score } from '../../../ports.ts';
import { normalText } from '../normal.ts';
import { applyPatch, operatorsOf, type Patch } from '../patch.ts';
import { parseProgram, type Strip } from '../tree.ts';

/** One candidate that was run. */
export type Trial = {
  readonly patch: Patch;
  readonly source: string;
  readonly score: Score;
  /** Evaluations spent when it was run, itself included. */
  readonly foundAt: number;
};

/** Spends a request's budget: refuses what does not parse or was run before, counts the rest. */
export type Meter = {
  readonly spent: () => number;
  readonly left: () => number;
  /** Null when the candidate costs nothing: it does not parse, or the same tree was tried before, or the budget is gone. */
  tryPatch(patch: Patch): Promise<Trial | null>;
  /** Runs a source whether it was tried before or not (baseline, relatives). Null when the budget is gone. */
  run(source: string, patch: Patch, trace: boolean): Promise<Trial | null>;
  yields(): Generation['yields'];
};

export const openMeter = (request: GenerationRequest, strip?: Strip): Meter => {
  let spent = 0;
  const seen = new Set<string>();
  const tally = new Map<string, { tried: number; plausible: number }>();
  const run = async (source: string, patch: Patch, trace: boolean): Promise<Trial | null> => {
    if (spent >= request.budget) return null;
    spent += 1;
    const foundAt = spent;
    const score = await request.evaluate(source, { trace });
    for (const operator of new Set(operatorsOf(patch))) {
      const count = tally.get(operator) ?? { tried: 0, plausible: 0 };
      tally.set(operator, { tried: count.tried + 1, plausible: count.plausible + (score.ok ? 1 : 0) });
    }
    return { patch, source, score, foundAt };
  };
  const remember = (source: string): boolean => {
    const program = parseProgram(source, strip);
    if (program === null) return false;
    const text = normalText(program);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  };
  remember(request.parent.source);
  return {
    spent: () => spent,
    left: () => request.budget - spent,
    run,
    tryPatch: async (patch) => {
      if (spent >= request.budget) return null;
      const source = applyPatch(request.parent.source, patch);
      return remember(source) ? run(source, patch, false) : null;
    },
    yields: () => Object.fromEntries([...tally].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
};

export const candidateOf = (trial: Trial, parents: readonly string[]): Candidate => ({
  source: trial.source,
  operators: operatorsOf(trial.patch),
  foundAt: trial.foundAt,
  score: trial.score,
  parents,
});
