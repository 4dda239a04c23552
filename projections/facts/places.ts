import type { FactData, FactType } from '../../events/catalog.ts';
import { artifactPlaces } from './artifact.ts';
import { capabilityPlaces } from './capability.ts';
import { housePlaces } from './house.ts';
import { optimizationPlaces } from './optimization.ts';
import type { Place } from './place.ts';
import { populationPlaces } from './population.ts';
import { pressurePlaces } from './pressure.ts';
import { rolloutPlaces } from './rollout.ts';
import { taskPlaces } from './task.ts';

/** The place of every fact of the catalog. */
export const places: { readonly [Type in FactType]: Place<FactData<Type>> } = {
  ...artifactPlaces,
  ...capabilityPlaces,
  ...taskPlaces,
  ...optimizationPlaces,
  ...populationPlaces,
  ...housePlaces,
  ...pressurePlaces,
  ...rolloutPlaces,
};
