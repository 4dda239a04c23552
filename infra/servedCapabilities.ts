import { z } from 'zod';
import type { QueryResult } from '../projections/index.ts';

const Row = z.object({ capability: z.string(), spec: z.string() });

/** Capabilities of which something is served, by name, with the hash of their contract. */
export async function servedCapabilities(
  query: (sql: string) => Promise<QueryResult>,
): Promise<readonly z.infer<typeof Row>[]> {
  const { rows } = await query(`
    SELECT d.actor_id AS capability, d.spec FROM fact.capability_declared d
    WHERE EXISTS (SELECT 1 FROM artifacts a WHERE a.capability = d.actor_id AND a.served)
    QUALIFY row_number() OVER (PARTITION BY d.actor_id ORDER BY d.seq DESC, d.idx DESC) = 1
    ORDER BY 1`);
  return z.array(Row).parse(rows);
}
