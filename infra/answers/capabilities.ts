import { z } from 'zod';
import { capabilityState, specOf } from '../../actors/workshop.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import { Id } from '../../events/commit.ts';
import type { Projection } from '../../projections/index.ts';
import type { Dse } from '../dse.ts';

const Row = z.object({
  capability: z.string(),
  kind: z.string(),
  description: z.string(),
  declared_at: z.string(),
  served: z.string().nullable(),
  quality: z.number().nullable(),
  runs: z.number(),
});
export type KnownCapability = z.infer<typeof Row>;

export type Contract = {
  /** Of the capability actor, such as `ready`. */
  readonly state: string;
  readonly served: string | null;
  readonly spec: CapabilitySpec;
};

/** What one capability promises; null when it is not declared. */
export async function contractOf({ host, workshop }: Dse, id: string): Promise<Contract | null> {
  if (!Id.safeParse(id).success) return null;
  const { state, context } = await capabilityState(host, id);
  const { declared, served } = context;
  return declared === null ? null : { state, served, spec: await specOf(workshop, declared.spec) };
}

/** Every capability that was declared, by name, with what is served for it. */
export async function capabilitiesIn(knowledge: Projection): Promise<readonly KnownCapability[]> {
  const { rows } = await knowledge.query(`
    WITH declared AS (
      SELECT actor_id AS capability, kind, description, recorded_at FROM fact.capability_declared
      QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
    )
    SELECT d.capability, d.kind, d.description, d.recorded_at AS declared_at, a.artifact_id AS served, a.quality_score AS quality,
      coalesce((SELECT count(*) FROM runs r WHERE r.capability = d.capability), 0)::DOUBLE AS runs
    FROM declared d LEFT JOIN artifacts a ON a.capability = d.capability AND a.served
    ORDER BY d.capability`);
  return z.array(Row).parse(rows);
}
