import { evaluateExamples } from '../../actors/evolving/evaluate.ts';
import type { Workshop } from '../../actors/workshop.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { objectivesOf } from '../../machines/rules/population/objectives.ts';
import type { Served } from './golden/served.ts';

/** What serves, on examples: the share it gets right, and the mean fuel of an answer; null where none is counted. */
export async function measuredIncumbent(
  workshop: Pick<Workshop, 'sandbox'>,
  { spec, suite, artifact }: Served,
  examples: readonly GoldenExample[],
): Promise<{ readonly good: number; readonly fuel: number | null }> {
  const options = { spec, suite, seed: suite.seed, dearest: null };
  const results = await evaluateExamples(workshop, artifact!.program, examples, options);
  const rows = results.map(({ costMicro, ...row }) => ({ ...row, cost_micro: costMicro }));
  const [good, fuel] = objectivesOf(rows, [{ name: 'quality' }, { name: 'fuel' }]) as [number, number];
  return { good, fuel: fuel > 0 ? fuel : null };
}
