import { z } from 'zod';
import type { Neighbours } from '../../events/optimization.ts';
import { specOf } from '../../actors/workshop.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { countedFitness } from '../../machines/rules/countedFitness.ts';
import { interfaceLikeness } from '../../machines/rules/interfaceLikeness.ts';
import type { Dse } from '../running.ts';

/** The nearest of those that match (SPEC B11). */
const NEAREST = 10;
/** Capabilities whose interfaces are looked at, the most used first. */
const LOOKED_AT = 500;

const Row = z.object({
  artifact: z.string(),
  capability: z.string(),
  spec: z.string(),
  pass_rate: z.number(),
  coverage: z.number().nullable(),
  performance: z.number().nullable(),
  robustness: z.number().nullable(),
  fuel: z.coerce.number().nullable(),
});

/**
 * What serves other capabilities in the same language, is called like the target and is fitter by its own proof; null: nothing. Fitnesses of two
 * suites do not compare, so this only says who is tried: the suite of the target decides.
 */
export async function neighboursOf(
  dse: Dse,
  target: string,
  { declared }: CapabilityContext,
): Promise<Neighbours | null> {
  const own = await specOf(dse.workshop, declared!.spec);
  const position = await dse.substrate.events.position();
  const { rows } = await dse.query(`
    WITH declared AS (
      SELECT actor_id AS capability, spec, language FROM fact.capability_declared
      QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
    )
    SELECT a.artifact_id AS artifact, a.capability, d.spec, p.pass_rate, p.coverage, p.performance, p.robustness, p.fuel
    FROM fitness a
    JOIN declared d ON d.capability = a.capability
    JOIN fact.artifact_generated g ON g.actor_id = a.artifact_id AND g.packages IS NULL
    JOIN fact.proof p ON p.actor_id = a.artifact_id AND p.fact = 'artifact.tested'
    WHERE a.artifact_id = '${target}' OR (a.served AND a.state = 'stored' AND a.artifact_type = 'function' AND d.language = '${own.language}')
    QUALIFY row_number() OVER (PARTITION BY a.artifact_id ORDER BY p.seq DESC, p.idx DESC) = 1
    ORDER BY a.artifact_id = '${target}' DESC, coalesce(a.usage_count, 0) DESC, a.artifact_id LIMIT ${LOOKED_AT}`);
  const [mine, ...others] = z.array(Row).parse(rows);
  const fitness = mine?.artifact === target ? countedFitness(mine) : null;
  if (fitness === null) return null;
  const found = await Promise.all(
    others.map(async ({ artifact, capability, spec, ...numbers }) => {
      const { likeness, matches } = interfaceLikeness(own, await specOf(dse.workshop, spec));
      const its = countedFitness(numbers);
      const fitter = its !== null && its > fitness && capability !== mine?.capability;
      return matches && fitter ? [{ artifact, capability, likeness, fitness: its }] : [];
    }),
  );
  const nearest = found
    .flat()
    .toSorted(
      (a, b) => b.likeness - a.likeness || b.fitness - a.fitness || (a.artifact < b.artifact ? -1 : 1),
    )
    .slice(0, NEAREST);
  return nearest.length === 0 ? null : { position, found: nearest };
}
