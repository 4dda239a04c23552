import type { Suite, SuiteCase } from '../../events/suite.ts';
import type { Sandbox } from '../ports.ts';
import { drawInputs } from './drawInputs.ts';
import type { Predicate } from './predicates.ts';
import { changedInputs } from './relations.ts';

/** A case and which of the suite's predicates judge it. */
export type JudgedCase = SuiteCase & {
  /** Indices into `predicatesOf(suite)`. */
  readonly predicates: readonly number[];
  /** Fuel is counted on frozen cases: examples and hand-written inputs, the same for every candidate. */
  readonly frozen: boolean;
  /** It is the changed input of a relation: which one, and the case it was changed from. */
  readonly relation?: { readonly index: number; readonly base: string };
};

/** Examples that a predicate compares, in the order of their predicates. */
function compared(
  suite: Suite,
): readonly (SuiteCase & { readonly compare: { readonly predicate: string } })[] {
  return [...suite.examples, ...suite.held_out].filter(
    (one): one is SuiteCase & { compare: { predicate: string } } =>
      typeof one.compare === 'object' && 'predicate' in one.compare,
  );
}

/** Properties first, then postconditions, then the comparisons of examples that have a predicate of their own. */
export function predicatesOf(suite: Suite): Predicate[] {
  return [
    ...[...suite.properties, ...suite.postconditions].map(({ name, holds }) => ({ name, holds })),
    ...compared(suite).map(({ id, compare, output }) => ({
      name: `comparison of ${id}`,
      holds: `(input, output) => (${compare.predicate}\n)(input, output, JSON.parse(${JSON.stringify(JSON.stringify(output ?? null))}))`,
    })),
  ];
}

/** Examples are judged by what they expect; everything without an expectation by the predicates. */
function judged(suite: Suite, one: SuiteCase, frozen: boolean): JudgedCase {
  const count = suite.properties.length + suite.postconditions.length;
  const own = compared(suite).findIndex(({ id }) => id === one.id);
  if (own >= 0) return { ...one, frozen, predicates: [count + own] };
  const expects = one.output !== undefined || one.error !== undefined;
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

/** Inputs of the suite as its relations change them; judged by the relation, the schema and the predicates. */
async function relatedCases(
  suite: Suite,
  bases: readonly JudgedCase[],
  sandbox: Sandbox,
): Promise<JudgedCase[]> {
  const changed = await changedInputs(
    suite,
    bases.filter(({ error }) => error === undefined),
    sandbox,
  );
  const count = suite.properties.length + suite.postconditions.length;
  return changed.map(({ relation, base, input }, index) => ({
    id: `relation/${index + 1}`,
    input,
    compare: 'exact',
    provenance: `${suite.relations[relation]!.name}, from ${base}`,
    frozen: false,
    predicates: Array.from({ length: count }, (_, predicate) => predicate),
    relation: { index: relation, base },
  }));
}

const visible = new WeakMap<Suite, Promise<readonly JudgedCase[]>>();

async function casesOf(suite: Suite, sandbox: Sandbox): Promise<readonly JudgedCase[]> {
  const bases = [
    ...suite.examples.map((one) => judged(suite, one, true)),
    ...suite.inputs.map((one) => judged(suite, one, true)),
    ...generatedCases(suite),
  ];
  return suite.relations.length === 0 ? bases : [...bases, ...(await relatedCases(suite, bases, sandbox))];
}

/**
 * What generators may see: examples, hand-written inputs, generated inputs, and those of relations. In this order in every
 * score and proof; the sandbox runs the relations' changes, once per suite.
 */
export function visibleCases(suite: Suite, sandbox: Sandbox): Promise<readonly JudgedCase[]> {
  const known = visible.get(suite);
  if (known) return known;
  const cases = casesOf(suite, sandbox);
  visible.set(suite, cases);
  cases.catch(() => visible.delete(suite));
  return cases;
}

/** What no generator ever sees. */
export function heldOutCases(suite: Suite): JudgedCase[] {
  return suite.held_out.map((one) => judged(suite, one, false));
}
