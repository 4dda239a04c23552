import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { RobustnessCase, Suite } from '../../events/suite.ts';
import type { CallOutcome } from '../ports.ts';
import { fuzzInputs } from './fuzzInputs.ts';
import { outcomeText, shortText, stopOf } from './judgeCalls.ts';
import type { CaseResult } from './judgeCalls.ts';
import { schemaCheck } from './schema.ts';

/** What arrives where nobody checks: nothing, wrong types, emptiness, nesting. */
const MALFORMED: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'text',
  [],
  [null],
  {},
  { value: null },
  [[['deep']]],
];

/** The suite's malformed inputs, from a fixed list those that do not fit the input schema, and damaged inputs of the suite. */
export function robustnessCases(suite: Suite): RobustnessCase[] {
  const fits = schemaCheck(suite.input);
  const known = new Set(suite.robustness.map(({ input }) => canonicalJson(input)));
  const fresh = (input: Json): boolean => {
    const text = canonicalJson(input);
    if (known.has(text)) return false;
    known.add(text);
    return true;
  };
  const listed = MALFORMED.filter((input) => fits(input).length > 0 && fresh(input));
  const fuzzed = fuzzInputs(suite).filter(fresh);
  return [
    ...suite.robustness,
    ...listed.map((input, index): RobustnessCase => ({
      id: `malformed/${index + 1}`,
      input,
      expect: 'either',
      provenance: 'fixed list of malformed values',
    })),
    ...fuzzed.map((input, index): RobustnessCase => ({
      id: `fuzzed/${index + 1}`,
      input,
      expect: 'either',
      provenance: `an input of the suite, damaged, seed ${suite.seed}`,
    })),
  ];
}

/** Handled: a thrown error or an output that fits its schema, as the case asks. Stopped by a limit is never handled. */
export function judgeRobustness(suite: Suite, one: RobustnessCase, call: CallOutcome): CaseResult {
  const result = (message: string | null): CaseResult => ({
    id: one.id,
    kind: 'robustness',
    message,
    input: shortText(JSON.stringify(one.input), 120),
    expected: one.expect === 'either' ? null : `an ${one.expect}`,
    actual: shortText(outcomeText(call), 120),
    stop: stopOf(call),
  });
  const got = shortText(outcomeText(call), 120);
  if (call.status !== 'ok' && call.status !== 'error') return result(got);
  if (call.status === 'error') {
    return result(one.expect === 'output' ? `an output was expected, threw ${got}` : null);
  }
  if (one.expect === 'error') return result(`an error was expected, got ${got}`);
  const [problem] = schemaCheck(suite.output)(parseJson(call.output));
  return result(problem === undefined ? null : `the output ${got} breaks its schema: ${problem}`);
}
