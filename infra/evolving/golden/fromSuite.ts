import { evaluateExamples } from '../../../actors/evolving/evaluate.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import type { GoldenExample } from '../../../events/golden.ts';
import type { SuiteCase } from '../../../events/suite.ts';
import { distinct, exampleOf } from './drafts.ts';
import type { Drafted } from './drafts.ts';
import type { Served } from './served.ts';

/** The suite's own examples that have an output; held-out cases stay hidden from breeders. Labels say what the served implementation makes of them. */
export async function fromSuite(
  workshop: Pick<Workshop, 'sandbox'>,
  served: Served,
  { limit }: { readonly limit: number },
): Promise<Drafted> {
  const { suite } = served;
  const drafted = (cases: readonly SuiteCase[]): readonly GoldenExample[] =>
    cases.flatMap(({ input, output }) => (output === undefined ? [] : [exampleOf(input, output, 'failure')]));
  const held = drafted(suite.held_out);
  const all = [...held, ...drafted(suite.examples)];
  const kept = distinct(all);
  const examples = await labelled(workshop, served, kept.slice(0, limit));
  const hidden = new Set(held.map(({ id }) => id));
  return {
    source: 'suite',
    examples,
    hidden: new Set(examples.flatMap(({ id }) => (hidden.has(id) ? [id] : []))),
    left_out: {
      unknown: suite.examples.length + suite.held_out.length - all.length,
      erased: 0,
      unfit: 0,
      over: kept.length - examples.length,
    },
    repeated: all.length - kept.length,
    position: null,
  };
}

/** The same examples with what the served implementation makes of them; where nothing serves, nobody gets them right. */
export async function labelled(
  workshop: Pick<Workshop, 'sandbox'>,
  { spec, suite, artifact }: Served,
  examples: readonly GoldenExample[],
): Promise<readonly GoldenExample[]> {
  if (artifact === null) return examples.map((example) => ({ ...example, label: 'failure' }));
  const options = { spec, suite, seed: suite.seed, dearest: null };
  const results = await evaluateExamples(workshop, artifact.program, examples, options);
  return examples.map((example, index) => ({
    ...example,
    label: results[index]!.score === 1 ? 'good' : 'failure',
  }));
}
