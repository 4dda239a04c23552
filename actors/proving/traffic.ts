import type { Json } from '../../events/json.ts';
import type { TrafficPhase } from '../../events/traffic.ts';
import { drawInputs } from './drawInputs.ts';

/**
 * The inputs of one phase of traffic, in order, the same for the same seed: as many as it has runs. A small schema or list
 * repeats, as real traffic does. Throws an Error where the schema cannot be generated for.
 */
export function trafficInputs(phase: TrafficPhase, seed: number): Json[] {
  const pool =
    phase.schema === undefined
      ? (phase.values ?? [])
      : drawInputs(phase.schema, { seed, count: phase.runs, distinct: false, edges: false });
  return Array.from({ length: phase.runs }, (_, index) => pool[index % pool.length]!);
}
