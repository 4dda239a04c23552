import type { FactData } from '../../events/catalog.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import type { ModelGenerator } from '../generators/model/modelGenerator.ts';
import { capabilityOf, specOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

/** Capabilities less alike than this say nothing of each other; a wrong guess costs one attempt. */
const LIKE = 0.4;
const LOOKED_AT = 5;

export type Expert = FactData<'expert.registered'> & {
  /** The capability whose session found it. */
  readonly of: string;
};

/**
 * The setting that a session found best by far, for this capability or the most similar one that has one (SPEC T3, T17, T26); null: there is none, or
 * it is none of `askable`: this process cannot ask it, or the task may not.
 */
export async function expertFor(
  workshop: Workshop,
  capability: string,
  context: CapabilityContext,
  askable: readonly ModelGenerator[],
): Promise<Expert | null> {
  const open = ({ generator }: FactData<'expert.registered'>): boolean =>
    askable.some(({ name }) => name === generator);
  if (askable.length === 0) return null;
  const own = context.expert;
  if (own && open(own)) return { ...own, of: capability };
  const { description } = await specOf(workshop, context.declared!.spec);
  const { found } = await workshop.readModel.similar({
    text: description,
    limit: LOOKED_AT,
    minSimilarity: LIKE,
    types: ['function', 'test'],
    languages: [context.declared!.language],
  });
  for (const { capability: like } of found) {
    const { expert } = (await capabilityOf(workshop, like)).context;
    if (expert && open(expert)) return { ...expert, of: like };
  }
  return null;
}
