import type { CapabilitySpec } from '../../events/capability.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { extendSuite } from '../../events/suite.ts';
import type { Suite, SuiteCase } from '../../events/suite.ts';
import type { CallOutcome, Language, Sandbox } from '../ports.ts';
import { countedCalls } from './countedCalls.ts';
import { judgeCalls } from './judgeCalls.ts';
import { limitsOf } from './limits.ts';
import { schemaCheck } from './schema.ts';
import { shrink } from './shrink.ts';

export type EvidenceRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  /** The drifting artifact. */
  readonly source: string;
  readonly language: Language;
  readonly sandbox: Sandbox;
  /** What went wrong: answers (quality, errors) or work (fuel, latency). */
  readonly about: 'answers' | 'work';
  /** Inputs of the drifting window, the worst first. */
  readonly inputs: readonly Json[];
  /** For work: the mean fuel of the frozen baseline; an input weighs when it costs over 1.5 times this. */
  readonly baselineFuel: number | null;
  readonly provenance: string;
  readonly seed: number;
};

/** Suite n+1, or why there is none: nothing of what was seen fails again in the sandbox. */
export type Evidence =
  | { readonly found: true; readonly suite: Suite; readonly added: number; readonly evaluations: number }
  | { readonly found: false; readonly evaluations: number };

const EACH_MAX = 4;
const FUEL_FACTOR = 1.5;

type NewCase = Omit<SuiteCase, 'id'>;

/**
 * Makes suite n+1 from what drifted: version n plus new cases (issue 2, step 3). Inputs that fail again in the sandbox are dealt out in turn:
 * every other one is shrunk and becomes visible, the ones between stay as they came and are held out, so that a descendant fitted to the
 * visible ones is found out. At most four of each, and the first one whole beside its shrunk form.
 * About answers: visible inputs are judged by postconditions; held-out ones also by the capability's oracle where it has one.
 * About work: the artifact is slow, not wrong, so what it answers (when postconditions hold) is what a descendant must answer.
 */
export async function evidenceOf(request: EvidenceRequest): Promise<Evidence> {
  const { spec, suite, sandbox, about, provenance, seed } = request;
  let evaluations = 0;
  const run = async (
    source: string,
    inputs: readonly Json[],
    language: Language = request.language,
  ): Promise<readonly CallOutcome[]> => {
    evaluations += inputs.length;
    return (
      (await countedCalls({ spec, language, sandbox, limits: limitsOf(spec), seed }, source, inputs)) ?? []
    );
  };
  const bare = (input: Json): NewCase => ({ input, compare: 'exact', provenance });
  const judges = suite.properties.length + suite.postconditions.length;
  const wrong = async (
    inputs: readonly Json[],
    calls: readonly CallOutcome[],
  ): Promise<readonly boolean[]> => {
    const predicates = Array.from({ length: judges }, (_, index) => index);
    const cases = inputs.map((input, index) => ({
      ...bare(input),
      id: `drift/${index}`,
      predicates,
      frozen: true,
    }));
    return (await judgeCalls(suite, cases, calls, sandbox)).map(({ message }) => message !== null);
  };
  const limit = (request.baselineFuel ?? 0) * FUEL_FACTOR;
  const stillFails = async (inputs: readonly Json[], least: number): Promise<readonly boolean[]> => {
    const calls = await run(request.source, inputs);
    if (about === 'answers') return wrong(inputs, calls);
    return calls.map(({ fuel }) => fuel !== null && fuel > least);
  };
  const expecting = async (source: string, input: Json, language = request.language): Promise<NewCase> => {
    const [call] = await run(source, [input], language);
    if (call?.status !== 'ok' || (await wrong([input], [call]))[0] === true) return bare(input);
    return { ...bare(input), output: parseJson(call.output) };
  };

  const fits = schemaCheck(spec.input);
  const distinct = [...new Map(request.inputs.map((input) => [canonicalJson(input), input])).values()]
    .filter((input) => fits(input).length === 0)
    .slice(0, EACH_MAX * 4);
  if (distinct.length === 0) return { found: false, evaluations };
  const fails = await stillFails(distinct, limit);
  const failing = distinct.filter((_, index) => fails[index] === true).slice(0, EACH_MAX * 2);

  const visible: NewCase[] = [];
  const heldOut: NewCase[] = [];
  for (const [index, input] of failing.entries()) {
    if (index % 2 === 0) {
      // Shrunk work stays work: half of what the input cost, or it would end just above the limit and show little.
      const [whole] = about === 'work' ? await run(request.source, [input]) : [];
      const least = Math.max(limit, (whole?.fuel ?? 0) / 2);
      const small = await shrink(input, {
        schema: spec.input,
        stillFails: (inputs) => stillFails(inputs, least),
      });
      visible.push(about === 'work' ? await expecting(request.source, small.input) : bare(small.input));
      // One comes whole as well: shrunk inputs are alike, and a patch fitted to their form should not pass.
      if (about === 'answers' && index === 0) visible.push(bare(input));
    } else if (about === 'work') heldOut.push(await expecting(request.source, input));
    else
      heldOut.push(
        spec.oracle === null ? bare(input) : await expecting(spec.oracle.source, input, spec.language),
      );
  }
  if (visible.length === 0) return { found: false, evaluations };
  const next = extendSuite(suite, {
    examples: visible.filter(({ output }) => output !== undefined),
    inputs: visible.filter(({ output }) => output === undefined),
    heldOut,
  });
  const size = (one: Suite) => one.examples.length + one.inputs.length + one.held_out.length;
  return { found: true, suite: next, added: size(next) - size(suite), evaluations };
}
