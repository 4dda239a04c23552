import { randomFrom } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest, Score } from '../../../ports.ts';
import { localise } from '../localise.ts';
import { readTree, type Strip } from '../tree.ts';
import { openFrontier } from './frontier.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';

export type RepairOptions = {
  readonly strip?: Strip;
  /** Go on until this many plausible candidates are found, so that a caller can ask which one is meant. Default 1. */
  readonly plausible?: number;
};

/** Chance that a second edit finishes what a first one began: it fixed a check and broke none / it only changed something. */
const AFTER_GAIN = 0.3;
const AFTER_CHANGE = 0.2;

const passed = (score: Score): number => score.checks.filter(Boolean).length;

export const behaviour = (score: Score): string => JSON.stringify([score.checks, score.outputs]);

/** A parent worth stacking on: it keeps every check that held, and either holds one more or changes an output. */
export const promise = (trial: Trial, baseline: Score): 'gain' | 'change' | null => {
  if (baseline.checks.some((held, check) => held && trial.score.checks[check] !== true)) return null;
  return passed(trial.score) > passed(baseline) ? 'gain' : 'change';
};

/**
 * Local search for a repair. 1. One traced run of the parent tells which statements are suspect. 2. Single edits, most likely
 * first. 3. Edits stacked on promising candidates compete by chance, so that they follow when single edits become unlikely.
 * 4. A plausible candidate is minimised. Found first is best: neither voting nor the smallest patch chooses better (notes/repair.md).
 */
export const searchRepair = async (
  request: GenerationRequest,
  options: RepairOptions = {},
): Promise<Generation> => {
  const { strip, plausible = 1 } = options;
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const found: Trial[] = [];
  const baseline = await meter.run(request.parent.source, [], true);
  const finish = (): Generation => ({
    candidates: found.map((trial) => candidateOf(trial, [request.parent.hash])),
    evaluations: meter.spent(),
    yields: meter.yields(),
  });
  if (baseline === null || baseline.score.ok) return finish();

  const tree = readTree(request.parent.source, strip);
  const suspicion = tree === null ? (): number => 1 : localise(tree, baseline.score);
  const frontier = openFrontier(
    request,
    (source) => (source === request.parent.source ? suspicion : () => 1),
    random,
    strip,
  );
  frontier.add([], 1);
  const behaviours = new Set([behaviour(baseline.score)]);
  let likeliestGain = 0;
  while (meter.left() > 0 && found.length < plausible) {
    const next = frontier.next();
    if (next === null) break;
    const trial = await meter.tryPatch(next.patch);
    if (trial === null) continue;
    if (trial.score.ok) {
      found.push(await minimise(trial, request.parent.source, meter, (score) => score.ok));
      continue;
    }
    const worth = promise(trial, baseline.score);
    const acts = behaviour(trial.score);
    if (worth === null || behaviours.has(acts) || next.patch.length > 2) continue;
    behaviours.add(acts);
    // Of several that fixed a check, the likelier edit is the likelier half of the fix.
    if (worth === 'gain') likeliestGain = Math.max(likeliestGain, next.chance);
    frontier.add(
      next.patch,
      worth === 'gain'
        ? AFTER_GAIN * gainShare(trial.score, baseline.score) * (next.chance / likeliestGain)
        : AFTER_CHANGE * next.chance,
    );
  }
  return finish();
};

const gainShare = (score: Score, baseline: Score): number =>
  (passed(score) - passed(baseline)) / (score.checks.length - passed(baseline));
