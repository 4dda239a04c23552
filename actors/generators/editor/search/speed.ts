import { randomFrom } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest, Score } from '../../../ports.ts';
import type { Operator } from '../ground.ts';
import { stack } from '../patch.ts';
import { rewritesOf, SPEED_REWRITES, TRIMS } from '../rewrites/index.ts';
import type { Strip } from '../tree.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';

export type SpeedOptions = { readonly strip?: Strip };

/** True when every visible check holds and less fuel is spent. */
export const cheaper = (score: Score, than: Score): boolean =>
  score.ok && score.fuel !== null && (than.fuel === null || score.fuel < than.fuel);

/**
 * Hill-climbing towards less fuel; every visible check must hold. 1. All idiomatic rewrites of the present best are tried; the cheapest
 * becomes the new best, and rewrites are sought in it again. 2. When none is cheaper, trims (statements and calls left out) likewise.
 * 3. Both ends are minimised: a hunk that saves nothing goes. Best first: the cheapest, then the cheapest without trims, which may have
 * overfitted, then the steps on the way.
 */
export const searchSpeed = async (
  request: GenerationRequest,
  { strip }: SpeedOptions = {},
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const parent = request.parent.source;
  const baseline = await meter.run(parent, [], false);
  const finish = (trials: readonly Trial[]): Generation => ({
    candidates: trials.map((trial) => candidateOf(trial, [request.parent.hash])),
    evaluations: meter.spent(),
    yields: meter.yields(),
  });
  if (baseline === null || !baseline.score.ok) return finish([]);

  const steps: Trial[] = [];
  const climb = async (from: Trial, family: readonly Operator[]): Promise<Trial> => {
    let best = from;
    for (;;) {
      const start = best;
      for (const edit of rewritesOf(start.source, family, random, strip)) {
        if (meter.left() === 0) break;
        const trial = await meter.tryPatch(stack(parent, start.patch, edit));
        if (trial !== null && cheaper(trial.score, best.score)) best = trial;
      }
      if (best === start) return best;
      steps.unshift(best);
    }
  };
  const lean = (trial: Trial): Promise<Trial> =>
    minimise(
      trial,
      parent,
      meter,
      (score) => score.ok && (score.fuel ?? Infinity) <= (trial.score.fuel ?? 0),
    );
  const rewritten = await climb(baseline, SPEED_REWRITES);
  const kept = rewritten === baseline ? baseline : await lean(rewritten);
  const trimmed = await climb(kept, TRIMS);
  const ends = trimmed === kept ? [kept] : [await lean(trimmed), kept];
  const between = steps.filter((step) => step !== rewritten && step !== trimmed);
  return finish([...ends, ...between].filter((trial) => trial !== baseline));
};
