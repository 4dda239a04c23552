import { mendedSuite } from '../../evolving/mendedSuite.ts';
import { capabilityOf, storeSuite, suiteOfHash } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { goldenOf, groundOf } from './ground.ts';
import { populationHistory } from './history.ts';

/**
 * Makes suite n+1 of wrong answers that the winner mends, from what was paid for already: some of the train split, which breeders saw, become examples, some of
 * the hold-out are held out of the suite as well. What both get wrong is left out: nobody could be stored on it. Of code alone: what a model
 * answers may be right once and wrong the next time, and no suite should ask that.
 */
export function prepareMended(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const winner = String(lease.effect.input['candidate']);
    const { asked, context } = await groundOf(workshop, lease.actor.id);
    const base = (await capabilityOf(workshop, asked.capability)).context.suite!;
    const prepared = { type: 'evidencePrepared', base, evaluations: 0 } as const;
    if (asked.genome !== 'code' || context.chosen?.shown !== 'quality')
      return { ...prepared, suite: base, added: 0 };
    const suite = await suiteOfHash(workshop, base.hash);
    const { rows } = await populationHistory(workshop, lease.actor.id);
    const [incumbent, chosen] = [asked.incumbent, winner].map((candidate) => {
      const own = rows.get(candidate);
      if (!own) throw new Error(`candidate ${candidate} was never evaluated`);
      return own;
    });
    const next = await mendedSuite(suite, await goldenOf(workshop, asked), {
      rows: { incumbent: incumbent!, winner: chosen! },
      provenance: (example) =>
        `${asked.target} got it wrong: example ${example} of golden set ${asked.golden.slice(0, 16)}`,
      sandbox: workshop.sandbox,
    });
    if (next === null) return { ...prepared, suite: base, added: 0 };
    const added = sizeOf(next) - sizeOf(suite);
    return { ...prepared, suite: { version: next.version, hash: await storeSuite(workshop, next) }, added };
  };
}

function sizeOf({ examples, held_out }: Awaited<ReturnType<typeof suiteOfHash>>): number {
  return examples.length + held_out.length;
}
