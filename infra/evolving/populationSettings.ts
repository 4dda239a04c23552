import type { GenomeKind, PopulationSettings } from '../../events/populationPlan.ts';
import { settingsOf } from '../../machines/rules/population/defaults.ts';
import type { EvolutionSettings } from '../config/settings/evolution.ts';

/**
 * The settings of a population: as its kind has them, as the settings file says, as was asked. What has the quality that is enough already
 * (`good`, a share of the examples) is searched for cheaper ways: none stops it.
 */
export function populationSettings(
  evolution: EvolutionSettings,
  genome: GenomeKind,
  asked: Partial<PopulationSettings>,
  good: number,
): PopulationSettings {
  const own = Object.entries(evolution[genome]).filter(([, value]) => value !== undefined);
  const settings = fitting(
    asked,
    settingsOf(genome, {
      time_limit_ms: Math.round(evolution.max_minutes * 60_000),
      ...Object.fromEntries(own),
      ...asked,
    }),
  );
  return settings.target !== null && good >= settings.target ? { ...settings, target: null } : settings;
}

/** Fewer elites and islands where a population was asked for that those of its kind do not fit in. */
function fitting(asked: Partial<PopulationSettings>, settings: PopulationSettings): PopulationSettings {
  const { population, elite, islands, sample, gate } = settings;
  return {
    ...settings,
    elite: asked.elite ?? Math.max(1, Math.min(elite, population - 1)),
    islands: asked.islands ?? Math.max(1, Math.min(islands, Math.floor(population / 2))),
    gate: Math.min(gate, sample),
  };
}
