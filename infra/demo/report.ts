import type { Dse } from '../dse.ts';

export async function report(dse: Dse, out: (line: string) => void): Promise<number> {
  for (const sql of [
    'select artifact_id, state, quality_score, generation, generator, usage_count, run_quality from artifacts order by generated_seq',
    'select * from evolutions',
    'select artifact,reasons,outcome,detected_seq from drift',
    'select task, outcome,candidates,refused, reason from tasks',
  ]) {
    for (const row of (await dse.query(sql)).rows) out(JSON.stringify(row));
  }
  return 0;
}
