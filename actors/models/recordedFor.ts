import type { Workshop } from '../workshop.ts';
import type { Model } from './model.ts';
import { recordedCalls } from './recordedCalls.ts';

/** A model whose calls are runs in the log, booked under the capability they are made for; null: under none. */
export function recordedFor(
  { recorder, host }: Pick<Workshop, 'recorder' | 'host'>,
  model: Model,
  capability: string | null,
  correlation: string,
): Model {
  return recordedCalls(model, {
    recorder,
    blobs: host.substrate.blobs,
    now: () => host.now(),
    for: capability,
    correlation,
  });
}
