import type { Value } from '../events/run.ts';
import type { Workshop } from './workshop.ts';

/** Values up to this size stand inline in run batches; larger ones are blobs (DESIGN 4). */
const INLINE_MAX = 4096;

/** A value as a run holds it; a large one is stored. `hash`: of the text. */
export async function valueOf({ host }: Workshop, json: string, hash: string): Promise<Value> {
  if (json.length <= INLINE_MAX) return { hash, json };
  await host.substrate.blobs.put(json, 'value');
  return { hash, blob: true };
}
