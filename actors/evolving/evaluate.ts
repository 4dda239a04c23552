import type { CapabilitySpec } from '../../events/capability.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { CallOutcome, Evaluation, Program, Sandbox } from '../ports.ts';
import { judgeCalls } from '../proving/judgeCalls.ts';
import { limitsOf } from '../proving/limits.ts';
import { schemaCheck } from '../proving/schema.ts';
import type { ExampleResult } from './evaluated.ts';
import { goldenSuite } from './goldenSuite.ts';

export type EvaluationOptions = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  /** Seeds `Math.random` inside. */
  readonly seed: number;
  /** The parent's dearest call, in fuel: a candidate may use twenty times this, and no more than the capability allows (DESIGN 8). Null: not known. */
  readonly dearest: number | null;
};

const FUEL_FACTOR = 20;
const FUEL_LEAST = 10_000;
const ANSWER_MAX = 200;

/**
 * What a candidate makes of each example, in their order: 1 for the answer that the suite's own comparison accepts and that fits the output schema, else 0;
 * whatever it does (throws, hangs, ends its process, does not load) is an answer that scores 0, never an error of the evaluation.
 * All examples share one fresh context, as the cases of a proof do. Throws where the suite itself is broken.
 */
export async function evaluateExamples(
  { sandbox }: { readonly sandbox: Sandbox },
  program: Program,
  examples: readonly GoldenExample[],
  { spec, suite, seed, dearest }: EvaluationOptions,
): Promise<readonly ExampleResult[]> {
  if (examples.length === 0) return [];
  const fuel =
    dearest === null
      ? spec.limits.fuel
      : Math.min(spec.limits.fuel, Math.max(FUEL_LEAST, FUEL_FACTOR * dearest));
  const calls = callsOf(
    await sandbox.evaluate({
      program,
      inputs: examples.map(({ input }) => input),
      mode: 'fuel',
      limits: limitsOf(spec, fuel),
      seed,
    }),
    examples.length,
  );
  const judging = goldenSuite(suite, examples);
  // A predicate compares in place of the suite's own statements; its place follows theirs.
  const statements = suite.properties.length + suite.postconditions.length;
  let compared = 0;
  const cases = judging.examples.map((one) => ({
    ...one,
    frozen: true,
    predicates:
      typeof one.compare === 'object' && 'predicate' in one.compare ? [statements + compared++] : [],
  }));
  const judged = await judgeCalls(judging, cases, calls, sandbox);
  const fits = schemaCheck(suite.output);
  return examples.map(({ id }, index) => {
    const call = calls[index]!;
    const right =
      judged[index]!.message === null && call.status === 'ok' && fits(parseJson(call.output)).length === 0;
    return {
      example: id,
      score: right ? 1 : 0,
      answer: call.status === 'ok' ? call.output.slice(0, ANSWER_MAX) : null,
      fuel: call.fuel,
      tokens: call.spent?.tokens ?? 0,
      repairs: call.spent?.repairs ?? 0,
      costMicro: call.spent?.costMicro ?? 0,
      wallUs: Math.round(call.wallUs),
    };
  });
}

/** One per example, also for code that does not load. */
function callsOf(evaluation: Evaluation, count: number): readonly CallOutcome[] {
  if (evaluation.status === 'ok') return evaluation.calls;
  const { name, message } = evaluation.error;
  return Array.from({ length: count }, () => ({
    status: 'error',
    error: { name, message },
    fuel: null,
    wallUs: 0,
  }));
}
