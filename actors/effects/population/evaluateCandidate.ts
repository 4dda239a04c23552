import type { ExampleRow } from '../../../events/candidate.ts';
import { objectivesOf } from '../../../machines/rules/population/objectives.ts';
import type { ExampleResult } from '../../evolving/evaluated.ts';
import { evaluateExamples } from '../../evolving/evaluate.ts';
import { blobText, priced } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { examplesOf, groundOf } from './ground.ts';
import { populationHistory, sourceHash } from './history.ts';

type Asked = {
  readonly generation: number;
  readonly candidate: string;
  readonly stage: 'gate' | 'full' | 'holdout';
};

/** One candidate on the examples of a stage: what its population has paid for already is not run again (SPEC C70). */
export function evaluateCandidate(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { generation, candidate, stage } = lease.effect.input as unknown as Asked;
    const { asked, context, spec, suite, program } = await groundOf(workshop, lease.actor.id);
    const place = { type: 'candidateEvaluated', generation, candidate, stage } as const;
    const cancelled = context.stop !== null && (stage !== 'holdout' || context.stop.stop === 'cancelled');
    if (cancelled) return { ...place, rows: [], paid: 0, reused: 0, values: [], cost_micro: 0 };
    const started = performance.now();
    const examples = await examplesOf(workshop, asked, stage);
    const history = await populationHistory(workshop, lease.actor.id);
    const known = history.rows.get(candidate);
    const missing = examples.filter(({ id }) => !known?.has(id));
    const source = await blobText(
      workshop,
      sourceHash(history, candidate),
      `the source of candidate ${candidate}`,
    );
    const { seed } = asked;
    // What serves is bounded by its capability alone: an example dearer than those of the controls is no mistake of it.
    const dearest = candidate === asked.incumbent ? null : context.dearest;
    const options = { spec, suite, seed, dearest };
    const rows = (await evaluateExamples(workshop, program(source), missing, options)).map(rowOf);
    const now = new Map(rows.map((row) => [row.example, row]));
    const all = examples.map(({ id }) => now.get(id) ?? known!.get(id)!);
    const asking = rows.reduce((sum, { cost_micro }) => sum + cost_micro, 0);
    return {
      ...place,
      rows,
      paid: rows.length,
      reused: examples.length - rows.length,
      values: objectivesOf(all, asked.objectives),
      cost_micro: asking + priced(workshop, performance.now() - started),
    };
  };
}

function rowOf({ costMicro, wallUs, ...result }: ExampleResult): ExampleRow {
  return { ...result, cost_micro: costMicro, wall_us: wallUs };
}
