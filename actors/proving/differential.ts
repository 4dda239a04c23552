import type { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import type { Differential } from '../../events/proof.ts';
import type { Suite } from '../../events/suite.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { Language, Limits, Sandbox } from '../ports.ts';
import type { JudgedCase } from './cases.ts';
import { countedCalls } from './countedCalls.ts';
import { drawInputs } from './drawInputs.ts';
import { judgeCalls, outcomeText, shortText } from './judgeCalls.ts';
import { sameOutcome } from './sameOutcome.ts';

export type DifferentialRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly parent: string;
  readonly child: string;
  readonly language: Language;
  readonly sandbox: Sandbox;
  readonly limits: Limits;
};

const DRAWN = 60;
const TEXT_MAX = 120;

/**
 * Runs a descendant beside its parent on 60 inputs drawn for the purpose (issue: suites in depth). `different` counts the inputs on which
 * the parent's answer breaks nothing the suite states and the descendant's is not the same; where the parent is wrong a descendant
 * should differ. Null where inputs cannot be drawn, or one of the two does not load.
 */
export async function differentialRun(request: DifferentialRequest): Promise<Differential | null> {
  const { spec, suite, parent, child, language, sandbox, limits } = request;
  let inputs: readonly Json[];
  try {
    inputs = drawInputs(suite.input, { seed: deriveSeed(suite.seed, 'differential'), count: DRAWN });
  } catch {
    return null;
  }
  const run = (source: string) =>
    countedCalls({ spec, language, sandbox, limits, seed: suite.seed }, source, inputs);
  const [before, after] = await Promise.all([run(parent), run(child)]);
  if (before === null || after === null) return null;
  const verdicts = await judgeCalls(suite, statedOf(suite, inputs), before, sandbox);
  const differing = inputs.flatMap((input, index) => {
    if (verdicts[index]?.message !== null || before[index]!.status !== 'ok') return [];
    if (sameOutcome(suite, before[index]!, after[index]!)) return [];
    return [
      {
        input: shortText(JSON.stringify(input), TEXT_MAX),
        parent: shortText(outcomeText(before[index]!), TEXT_MAX),
        child: shortText(outcomeText(after[index]!), TEXT_MAX),
      },
    ];
  });
  return { inputs: inputs.length, different: differing.length, first: differing[0] ?? null };
}

/** The drawn inputs as cases judged by schema, properties and postconditions. */
function statedOf(suite: Suite, inputs: readonly Json[]): readonly JudgedCase[] {
  const count = suite.properties.length + suite.postconditions.length;
  return inputs.map((input, index) => ({
    id: `drawn/${index + 1}`,
    input,
    compare: 'exact',
    provenance: 'drawn for a differential run',
    frozen: false,
    predicates: Array.from({ length: count }, (_, predicate) => predicate),
  }));
}
