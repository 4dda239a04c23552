import { z } from 'zod';
import { SEARCHES } from '../../actors/generators/searches.ts';
import type { KnownExperiment, OptimizationPlan, SessionAim } from '../../events/optimization.ts';
import type { Dse } from '../running.ts';

const [REPAIR] = SEARCHES;

const Row = z.object({
  generator: z.string(),
  task: z.string(),
  outcome: z.enum(['not_better', 'nothing']),
  fitness: z.number().nullable(),
  seq: z.coerce.number(),
  learned: z.coerce.number().nullable(),
});

/**
 * The experiments of a plan that were made before on the same code and suite, with the same seed and as many evaluations, and found nothing
 * better for the same aim (SPEC P57, P58): searches give the same again. Models may not, and the repair library knows more after a fix was learned.
 */
export async function knownExperiments(
  dse: Pick<Dse, 'query'>,
  target: string,
  { experiments, seed, evaluations }: Pick<OptimizationPlan, 'experiments' | 'seed' | 'evaluations'>,
  aim: SessionAim | null = null,
): Promise<KnownExperiment[]> {
  const { rows } = await dse.query(
    `SELECT e.generator, e.task, e.outcome, e.fitness, e.seq,
       (SELECT max(seq) FROM fact.fix_learned) AS learned
     FROM fact.experiment_ended e
     JOIN fact.optimization_queued q ON q.actor_id = e.actor_id
     WHERE q.target = '${target}' AND e.stage = 'experiments' AND e.outcome IN ('not_better', 'nothing')
       AND json_extract(q.plan, '$.seed')::BIGINT = ${seed} AND json_extract(q.plan, '$.evaluations')::BIGINT = ${evaluations}
       AND q.aim IS NOT DISTINCT FROM ${aim === null ? 'NULL' : `'${aim}'`}
       AND e.generator IN (${SEARCHES.map((name) => `'${name}'`).join(', ')})
     ORDER BY e.seq`,
  );
  const known = new Map<string, KnownExperiment>();
  for (const { generator, task, outcome, fitness, seq, learned } of z.array(Row).parse(rows)) {
    if (generator === REPAIR && (learned ?? 0) > seq) continue;
    known.set(generator, { generator, temperature: null, task, outcome, fitness });
  }
  return experiments.flatMap(({ generator }) => known.get(generator) ?? []);
}
