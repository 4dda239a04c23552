import { evaluateExamples } from '../../../actors/evolving/evaluate.ts';
import type { ExampleRow } from '../../../events/candidate.ts';
import { readPromptGenome } from '../../../events/promptGenome.ts';
import type { PromptGenome } from '../../../events/promptGenome.ts';
import { scoreUnclamped } from '../../../machines/rules/composite.ts';
import type { Dse } from '../../dse.ts';
import { compositeOf } from '../../evolving/composite.ts';
import type { Composite } from '../../evolving/composite.ts';
import { exampleOf } from '../../evolving/golden/drafts.ts';
import { servedBy } from '../../evolving/golden/served.ts';
import { wilson } from '../wilson.ts';
import { NAME } from './capability.ts';
import type { Review } from './reviews.ts';

/** A prompt on the held-out reviews. Means of one review; times are left out, for nobody waits for a scripted model. */
export type HeldOut = {
  readonly artifact: string;
  readonly genome: PromptGenome;
  /** 1 or 0 by review, in their order. */
  readonly scores: readonly number[];
  readonly accuracy: number;
  /** Of the accuracy, 95 %. */
  readonly interval: readonly [number, number];
  readonly tokens: number;
  readonly costMicro: number;
  readonly repairs: number;
  readonly composite: Composite;
  /** The score without its gate, so that those behind it still differ. */
  readonly ungated: number;
};

/** Asks a prompt about the held-out reviews as candidates are asked, after everything was decided. */
export async function heldOut(
  dse: Dse,
  artifact: string,
  source: string,
  reviews: readonly Review[],
): Promise<HeldOut> {
  const { artifact: known, spec, suite } = await servedBy(dse.workshop, NAME, artifact);
  const examples = reviews.map(({ text, mood }) => exampleOf({ text }, mood, 'failure'));
  const options = { spec, suite, seed: dse.seed, dearest: null };
  const results = await evaluateExamples(dse.workshop, { ...known!.program, source }, examples, options);
  const rows = results.map(({ costMicro, wallUs: _measured, ...row }): ExampleRow => ({
    ...row,
    cost_micro: costMicro,
    wall_us: 0,
  }));
  const mean = (of: (row: ExampleRow) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const scores = rows.map(({ score }) => score);
  const accuracy = mean(({ score }) => score);
  const composite = compositeOf(artifact, rows, await validatorOf(dse, artifact), dse.evolution);
  const { tokens, repairs, cost_usd: costUsd } = composite.measures;
  return {
    artifact,
    genome: readPromptGenome(source),
    scores,
    accuracy,
    interval: wilson(scores.filter((score) => score === 1).length, scores.length),
    tokens,
    costMicro: costUsd * 1e6,
    repairs,
    composite,
    ungated: scoreUnclamped({
      schemaOk: true,
      safetyFlags: 0,
      validator: 1,
      accuracy: 1,
      latencyMs: 0,
      tokens,
      repairs,
      costUsd,
    })!,
  };
}

/** The share of its suite that it passed when it was proved. */
async function validatorOf(dse: Dse, artifact: string): Promise<number> {
  const { rows } = await dse.query(
    `SELECT pass_rate FROM fact.proof WHERE fact = 'artifact.tested' AND actor_id = '${artifact}' ORDER BY seq DESC LIMIT 1`,
  );
  return Number(rows[0]!['pass_rate']);
}
