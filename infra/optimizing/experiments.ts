import type { ModelGenerator } from '../../actors/generators/model/modelGenerator.ts';
import { SEARCHES } from '../../actors/generators/searches.ts';
import type { Setting } from '../../events/optimization.ts';
import { NEIGHBOUR_GENERATOR } from '../../machines/task/context.ts';
import { TIERS } from '../config/settings/optimization.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import { ownTools } from './tiers.ts';

export type TierName = (typeof TIERS)[number];

/** How warm a model is asked that has no temperature of its own: first like this, then colder and warmer (SPEC T13). */
const TEMPERATURES = [0.3, 0.1, 0.9] as const;

/** The model generators that a tier may use, those of cheaper tiers among them. */
export function modelsOf(
  tier: TierName,
  { tiers }: Pick<OptimizationSettings, 'tiers'>,
  generators: readonly ModelGenerator[],
): readonly ModelGenerator[] {
  const own = ownTools(
    tiers,
    generators.map(({ name, model }) => ({ name, free: isFree(model) })),
  );
  const open = TIERS.slice(0, TIERS.indexOf(tier) + 1).flatMap((one) => own[one]);
  return generators.filter(({ name }) => open.includes(name));
}

function isFree(model: ModelGenerator['model']): boolean {
  return model.costOf(1_000_000, 1_000_000) === 0;
}

/**
 * What stage 1 of a session tries, at most `most`: a search that costs nothing, the models, the other searches, then the models that have no
 * temperature of their own colder and warmer. Where there are fitter neighbours, what begins from them comes before those.
 */
export function experimentsOf(
  models: readonly ModelGenerator[],
  most: number,
  hasNeighbours = false,
): Setting[] {
  const [repair, local, crossover] = SEARCHES;
  const search = (generator: string): Setting => ({ generator, temperature: null });
  const warm = (at: number): Setting[] =>
    models
      .filter(({ temperature }) => at === 0 || temperature === null)
      .map(({ name, temperature }) => ({
        generator: name,
        temperature: temperature ?? TEMPERATURES[at]!,
      }));
  return [
    search(local),
    ...warm(0),
    search(crossover),
    search(repair),
    ...(hasNeighbours ? [search(NEIGHBOUR_GENERATOR)] : []),
    ...warm(1),
    ...warm(2),
  ].slice(0, most);
}
