import type { Suite, SuiteCase } from '../../events/suite.ts';
import type { Predicate } from './predicates.ts';
import { drawInputs } from './drawInputs.ts';

/** A case and which of the suite's predicates judge it. */
export type JudgedCase = SuiteCase & {
  /** Indices into `predicatesOf(suite)`. */
  readonly predicates: readonly number[];
  /** Fuel is counted on frozen cases: examples and hand-written inputs, the same for every candidate. */
  readonly frozen: boolean;
};

/** Properties first, then postconditions. */
export function predicatesOf(suite: Suite): Predicate[] {
  return [...suite.properties, ...suite.postconditions].map(({ name, holds }) => ({ name, holds }));
}

/** Examples are judged by what they expect; everything without an expectation by the predicates. */
function judged(suite: Suite, one: SuiteCase, frozen: boolean): JudgedCase {
  const expects = one.output !== undefined || one.error !== undefined;
  const count = suite.properties.length + suite.postconditions.length;
  return { ...one, frozen, predicates: expects ? [] : Array.from({ length: count }, (_, index) => index) };
}

/** Inputs generated from the input schema, the same for every candidate of this suite (its seed is frozen with it). */
function generatedCases(suite: Suite): JudgedCase[] {
  const most = Math.max(0, ...suite.properties.map(({ runs }) => runs));
  return drawInputs(suite.input, { seed: suite.seed, count: most }).map((input, index) => ({
    id: `generated/${index + 1}`,
    input,
    compare: 'exact',
    provenance: `generated, seed ${suite.seed}`,
    frozen: false,
    predicates: [
      ...suite.properties.flatMap(({ runs }, property) => (index < runs ? [property] : [])),
      ...suite.postconditions.map((_, post) => suite.properties.length + post),
    ],
  }));
}

const visible = new WeakMap<Suite, readonly JudgedCase[]>();

/** What generators may see: examples, hand-written inputs, generated inputs. In this order in every score and proof. */
export function visibleCases(suite: Suite): readonly JudgedCase[] {
  const known = visible.get(suite);
  if (known) return known;
  const cases = [
    ...suite.examples.map((one) => judged(suite, one, true)),
    ...suite.inputs.map((one) => judged(suite, one, true)),
    ...generatedCases(suite),
  ];
  visible.set(suite, cases);
  return cases;
}

/** What no generator ever sees. */
export function heldOutCases(suite: Suite): JudgedCase[] {
  return suite.held_out.map((one) => judged(suite, one, false));
}
