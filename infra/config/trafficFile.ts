import { arbitraryFromSchema } from '../../actors/proving/arbitraryFromSchema.ts';
import { schemaCheck } from '../../actors/proving/schema.ts';
import { TrafficFile } from '../../events/traffic.ts';
import { readStrictFile } from './strictFile.ts';
import type { Problem } from './strictFile.ts';

export type TrafficReading =
  | { readonly ok: true; readonly traffic: TrafficFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a traffic file (YAML or JSON) strictly; schemas that inputs cannot be drawn from are problems too. */
export async function readTrafficFile(path: string): Promise<TrafficReading> {
  const read = await readStrictFile(path, TrafficFile);
  if (!read.ok) return read;
  const problems = read.value.phases.flatMap(({ schema }, index): Problem[] => {
    if (schema === undefined) return [];
    try {
      schemaCheck(schema);
      arbitraryFromSchema(schema);
      return [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [read.problem(['phases', index, 'schema'], message, 'Correct or simplify the schema.')];
    }
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, traffic: read.value };
}
