import type { FactData } from '../../../events/catalog.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import { GoldenSet } from '../../../events/golden.ts';
import type { GoldenExample } from '../../../events/golden.ts';
import type { Suite } from '../../../events/suite.ts';
import type { Asked, PopulationContext } from '../../../machines/population/context.ts';
import { sampleOf } from '../../../machines/population/context.ts';
import type { Program } from '../../ports.ts';
import { bundled } from '../../proving/bundled.ts';
import { scopeOf } from '../../proving/scope.ts';
import { blobText, capabilityOf, lifecycleOf, specOf, suiteOfHash } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import { packagesOf } from '../packages.ts';

/** What a population stands on: the contract, the suite its examples are compared by, and what it shall better. */
export type Ground = {
  readonly context: PopulationContext;
  readonly asked: Asked;
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly target: FactData<'artifact.generated'>;
  /** A candidate as it runs. */
  readonly program: (source: string) => Program;
};

export async function groundOf(workshop: Workshop, id: string): Promise<Ground> {
  const { snapshot } = await workshop.host.look({ kind: 'population', id });
  const context = snapshot.context as PopulationContext;
  const asked = context.asked;
  if (asked === null) throw new Error(`population/${id} was asked for nothing`);
  const { artifact: target } = (await lifecycleOf(workshop, { kind: asked.kind, id: asked.target })).context;
  if (target === null) throw new Error(`${asked.kind}/${asked.target} is not there`);
  const capability = (await capabilityOf(workshop, asked.capability)).context;
  const { packages: _current, ...declared } = await specOf(workshop, capability.declared!.spec);
  const spec = { ...declared, ...(await packagesOf(workshop, target)) };
  const scope = scopeOf(spec);
  const { language } = target;
  const { entry, spread } = spec;
  return {
    context,
    asked,
    spec,
    // The one that the target stands on: an extension meanwhile changes nothing of what is compared here.
    suite: await suiteOfHash(workshop, target.suite.hash),
    target,
    program: (source) => ({
      language,
      source,
      entry,
      spread,
      ...(scope === null ? {} : { scope }),
      ...bundled(spec),
    }),
  };
}

const sets = new Map<string, GoldenSet>();
const KEPT = 8;

/**
 * The examples of a stage, in the order of its sample. Content never changes, so a set is read once. The gate of code asks first what the incumbent
 * missed: code that mends nothing of it mends nothing, and three answers show that as well as forty.
 */
export async function examplesOf(
  workshop: Workshop,
  asked: Asked,
  stage: 'gate' | 'full' | 'holdout' | 'controls',
): Promise<readonly GoldenExample[]> {
  const set = await goldenOf(workshop, asked);
  const split = stage === 'holdout' ? set.holdout : set.train;
  const missedFirst = stage === 'gate' && asked.genome === 'code';
  const examples = sampleOf(asked, missedFirst ? 'full' : stage).map((place) => {
    const example = split[place];
    if (!example)
      throw new Error(
        `the golden set ${asked.golden} has no example ${place}: the population was queued with another`,
      );
    return example;
  });
  if (!missedFirst) return examples;
  const labelled = (label: GoldenExample['label']): readonly GoldenExample[] =>
    examples.filter((one) => one.label === label);
  return [...labelled('failure'), ...labelled('good')].slice(0, asked.settings.gate);
}

/** What a population is judged on, both splits. */
export async function goldenOf(workshop: Workshop, { golden }: Asked): Promise<GoldenSet> {
  return goldenSet(workshop, golden);
}

/** Bytes of the longest input that a candidate may be asked about. */
export async function longestInput(workshop: Workshop, golden: string): Promise<number> {
  const { train, holdout } = await goldenSet(workshop, golden);
  return [...train, ...holdout].reduce((most, { input }) => Math.max(most, Buffer.byteLength(input)), 0);
}

async function goldenSet(workshop: Workshop, hash: string): Promise<GoldenSet> {
  const known = sets.get(hash);
  if (known) return known;
  const set = GoldenSet.parse(JSON.parse(await blobText(workshop, hash, 'the golden set')));
  if (sets.size >= KEPT) sets.delete(sets.keys().next().value!);
  sets.set(hash, set);
  return set;
}
