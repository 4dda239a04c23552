import type { CapabilitySpec } from '../../events/capability.ts';
import { canonicalJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { SuiteStrength } from '../../events/proof.ts';
import type { Suite } from '../../events/suite.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { CallOutcome, Language, Limits, Sandbox } from '../ports.ts';
import { heldOutCases, visibleCases } from './cases.ts';
import { countedCalls } from './countedCalls.ts';
import { drawInputs } from './drawInputs.ts';
import { judgeCalls, shortText } from './judgeCalls.ts';
import { mutantsOf } from './mutants.ts';
import { limitsOf } from './limits.ts';
import { sameOutcome } from './sameOutcome.ts';

export type StrengthRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  /** Code that passes the suite. */
  readonly accepted: string;
  readonly language: Language;
  readonly sandbox: Sandbox;
  /** Its dearest call, in fuel: a mutant may use twenty times this (DESIGN 8). Null: the capability's limit. */
  readonly dearest: number | null;
};

/** Mutants made of one accepted source. */
const MUTANTS_MAX = 40;
/** Inputs on which a mutant that passed is compared with the accepted code. */
const PROBES = 80;
const FUEL_FACTOR = 20;
const FUEL_LEAST = 10_000;
const SURVIVORS_MAX = 5;
const FIRST_CASES = 6;

/** Inputs beyond the suite's own, from the input schema; none where the schema cannot be drawn from. */
function probesOf(suite: Suite): Json[] {
  try {
    return drawInputs(suite.input, { seed: deriveSeed(suite.seed, 'probes'), count: PROBES });
  } catch {
    return [];
  }
}

/**
 * The strength of a suite (issue: suites in depth): up to 40 typed mutants of accepted code are put to it, held-out inputs
 * included, and `score` is the share it kills, in [0, 1] at four decimals. A mutant that passes is run beside the accepted
 * code on 80 further inputs drawn from the input schema: one that never answers otherwise is presumed equivalent
 * and leaves the count; all others are survivors, named with operator, line and the first input that gives them away. Null where
 * there is nothing to tell: no mutants (other languages, tools), or only equivalent ones.
 */
export async function suiteStrength(request: StrengthRequest): Promise<SuiteStrength | null> {
  const { spec, suite, sandbox, language, accepted, dearest } = request;
  const mutants = mutantsOf(accepted, language, { most: MUTANTS_MAX, seed: suite.seed });
  if (mutants.length === 0) return null;
  const limits: Limits = limitsOf(
    spec,
    dearest === null ? undefined : Math.min(spec.limits.fuel, Math.max(FUEL_LEAST, FUEL_FACTOR * dearest)),
  );
  const run = (source: string, inputs: readonly Json[]) =>
    countedCalls({ spec, language, sandbox, limits, seed: suite.seed }, source, inputs);
  const cases = [...(await visibleCases(suite, sandbox)), ...heldOutCases(suite)];
  const probes = probesOf(suite);
  const expected = (await run(accepted, probes)) ?? [];
  const first = cases.slice(0, FIRST_CASES).filter(({ relation }) => relation === undefined);
  const rest = cases.slice(first.length);
  const fates = await Promise.all(
    mutants.map(async ({ source, operator, line }) => {
      const calls: CallOutcome[] = [];
      // Most mutants fail one of the first cases: the others cost nothing then.
      for (const stage of [first, rest]) {
        const outcomes = await run(
          source,
          stage.map(({ input }) => input),
        );
        // One that does not load shows nothing about the suite.
        if (outcomes === null) return { fate: 'unloadable' } as const;
        calls.push(...outcomes);
        const results = await judgeCalls(suite, cases.slice(0, calls.length), calls, sandbox);
        if (results.some(({ message }) => message !== null)) return { fate: 'killed' } as const;
      }
      const answers = (await run(source, probes)) ?? [];
      const at = answers.findIndex((answer, index) => !sameOutcome(suite, expected[index]!, answer));
      if (at < 0 && probes.length > 0) return { fate: 'equivalent' } as const;
      const input = at < 0 ? null : shortText(canonicalJson(probes[at]!), 120);
      return { fate: 'survived', operator, line, input } as const;
    }),
  );
  const count = (fate: string): number => fates.filter((one) => one.fate === fate).length;
  const survivors = fates.flatMap((one) => (one.fate === 'survived' ? [one] : []));
  const killed = count('killed');
  const score = Math.round((killed / (killed + survivors.length)) * 1e4) / 1e4;
  if (killed + survivors.length === 0) return null;
  return {
    mutants: fates.length - count('unloadable'),
    killed,
    equivalent: count('equivalent'),
    score,
    flagged: score < spec.objectives.strength_flag,
    survivors: survivors
      .slice(0, SURVIVORS_MAX)
      .map(({ operator, line, input }) => ({ operator, line, input })),
  };
}
