import type { Score } from '../../../ports.ts';
import { applyPatch } from '../patch.ts';
import type { Meter, Trial } from './meter.ts';

/**
 * Drops each hunk that the rest can do without, last first. `stillGood` judges the smaller patch. Each attempt is an evaluation;
 * when the budget ends, what is left stands.
 */
export const minimise = async (
  trial: Trial,
  parent: string,
  meter: Meter,
  stillGood: (score: Score) => boolean,
): Promise<Trial> => {
  let best = trial;
  for (const hunk of [...trial.patch].reverse()) {
    if (best.patch.length < 2) break;
    const patch = best.patch.filter((other) => other !== hunk);
    const smaller = await meter.run(applyPatch(parent, patch), patch, false);
    if (smaller === null) break;
    if (stillGood(smaller.score)) best = { ...smaller, foundAt: trial.foundAt };
  }
  return best;
};
