import type { FactData } from '../../events/catalog.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { portability } from '../../machines/rules/portability.ts';
import type { ModelGenerator } from '../generators/model/modelGenerator.ts';
import { capabilityOf, specOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import { expertUses } from './expertUses.ts';

/** Capabilities less alike than this say nothing of each other; a wrong guess costs one attempt. */
const LIKE = 0.4;
const LOOKED_AT = 5;

export type Expert = FactData<'expert.registered'> & {
  /** The capability whose session found it. */
  readonly of: string;
};

type Seen = { readonly context: CapabilityContext; readonly version: number };

export type ExpertAsked = {
  /** Null: there is none, or none that this process can ask and the task may. */
  readonly expert: Expert | null;
  /** Experts that are there and are not asked first any more, each with why (SPEC B13). */
  readonly left: readonly string[];
};

/**
 * The setting that a session found best by far, for this capability or the most similar one that has one (SPEC T3, T17, T26). What was learned is
 * validated before it is used again: one that is too old, was learned with another model, or whose uses fell is not asked first (SPEC B13).
 */
export async function expertFor(
  workshop: Workshop,
  capability: string,
  seen: Seen,
  askable: readonly ModelGenerator[],
): Promise<ExpertAsked> {
  const left: string[] = [];
  if (askable.length === 0) return { expert: null, left };
  const asked = async (of: string, { context, version }: Seen): Promise<Expert | null> => {
    const { expert } = context;
    const generator = askable.find(({ name }) => name === expert?.generator);
    if (!expert || !generator) return null;
    const known = await expertUses(workshop, of, expert, version);
    const { provider, model } = generator.model;
    const verdict = known
      ? portability({ age: workshop.host.now() - known.since, now: { provider, model }, ...known })
      : null;
    if (verdict?.kind !== 'left') return { ...expert, of };
    left.push(`${expert.name} is not asked first: ${verdict.reason}`);
    return null;
  };
  const own = await asked(capability, seen);
  if (own !== null) return { expert: own, left };
  const { description } = await specOf(workshop, seen.context.declared!.spec);
  const { found } = await workshop.readModel.similar({
    text: description,
    limit: LOOKED_AT,
    minSimilarity: LIKE,
    types: ['function', 'test'],
    languages: [seen.context.declared!.language],
  });
  for (const { capability: like } of found) {
    if (like === capability) continue;
    const expert = await asked(like, await capabilityOf(workshop, like));
    if (expert !== null) return { expert, left };
  }
  return { expert: null, left };
}
