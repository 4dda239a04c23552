import { randomFrom, type Random } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest, Score } from '../../../ports.ts';
import type { Edit } from '../edit.ts';
import { prepareGround } from '../ground.ts';
import { stack } from '../patch.ts';
import { SPEED_REWRITES, TRIMS } from '../rewrites/index.ts';
import { readTree, type Strip } from '../tree.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';

export type SpeedOptions = { readonly strip?: Strip };

const cheaper = (score: Score, than: Score): boolean =>
  score.ok && score.fuel !== null && (than.fuel === null || score.fuel < than.fuel);

/**
 * Hill-climbing towards less fuel; every visible check must hold. 1. All idiomatic rewrites of the present best, then trims
 * (statements and calls left out). 2. The cheapest of the rewrites becomes the new best, and rewrites are sought in it again.
 * 3. When none is cheaper, the result is minimised: a hunk that saves nothing goes. Each step's best is also returned.
 */
export const searchSpeed = async (
  request: GenerationRequest,
  { strip }: SpeedOptions = {},
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const parent = request.parent.source;
  const steps: Trial[] = [];
  const baseline = await meter.run(parent, [], false);
  let best = baseline;
  for (const family of [SPEED_REWRITES, TRIMS]) {
    let improved = true;
    while (improved && best !== null && best.score.ok && meter.left() > 0) {
      improved = false;
      let round: Trial = best;
      for (const edit of order(best.source, family, strip, random)) {
        const trial: Trial | null = await meter.tryPatch(stack(parent, best.patch, edit));
        if (trial !== null && cheaper(trial.score, round.score)) round = trial;
        if (meter.left() === 0) break;
      }
      if (round === best) break;
      best = round;
      steps.unshift(best);
      improved = true;
    }
  }
  const top = steps[0];
  if (top !== undefined) {
    const kept = await minimise(
      top,
      parent,
      meter,
      (score) => score.ok && score.fuel !== null && score.fuel <= (top.score.fuel ?? 0),
    );
    steps[0] = kept;
  }
  return {
    candidates: steps.map((trial) => candidateOf(trial, [request.parent.hash])),
    evaluations: meter.spent(),
    yields: meter.yields(),
  };
};

const order = (
  source: string,
  family: typeof SPEED_REWRITES,
  strip: Strip | undefined,
  random: Random,
): Edit[] => {
  const tree = readTree(source, strip);
  if (tree === null) return [];
  const ground = prepareGround(tree, []);
  return family
    .flatMap((rewrite) => [...rewrite(ground)])
    .map((edit) => ({ edit, tie: random.uniform() }))
    .toSorted((a, b) => b.edit.weight - a.edit.weight || a.tie - b.tie)
    .map(({ edit }) => edit);
};
