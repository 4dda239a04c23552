import type { GoldenExample } from '../../../events/golden.ts';
import { canonicalJson, parseJson } from '../../../events/json.ts';
import { extendSuite } from '../../../events/suite.ts';
import type { SuiteCase } from '../../../events/suite.ts';
import { mended } from '../../../machines/rules/population/mended.ts';
import { comparing } from '../../evolving/goldenSuite.ts';
import { capabilityOf, storeSuite, suiteOfHash } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { goldenOf, groundOf } from './ground.ts';
import { populationHistory } from './history.ts';

/** As many as a drift adds, twice: a suite that grew with every night would cost more at each proof. */
const VISIBLE_MAX = 8;
const HELD_OUT_MAX = 4;

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
    const golden = await goldenOf(workshop, asked);
    const { rows } = await populationHistory(workshop, lease.actor.id);
    const [incumbent, chosen] = [asked.incumbent, winner].map((candidate) => {
      const own = rows.get(candidate);
      if (!own) throw new Error(`candidate ${candidate} was never evaluated`);
      return own;
    });
    const compareOf = comparing(suite);
    const cases = (split: 'train' | 'holdout', most: number): Omit<SuiteCase, 'id'>[] =>
      mended(golden[split], { incumbent: incumbent!, winner: chosen! }, most).map(
        ({ id, input, expected }: GoldenExample) => {
          const value = parseJson(input);
          return {
            input: value,
            output: parseJson(expected),
            compare: compareOf(canonicalJson(value)),
            provenance: `${asked.target} got it wrong: example ${id} of golden set ${asked.golden.slice(0, 16)}`,
          };
        },
      );
    const next = extendSuite(suite, {
      examples: cases('train', VISIBLE_MAX),
      heldOut: cases('holdout', HELD_OUT_MAX),
    });
    const added = sizeOf(next) - sizeOf(suite);
    if (added === 0) return { ...prepared, suite: base, added };
    return { ...prepared, suite: { version: next.version, hash: await storeSuite(workshop, next) }, added };
  };
}

function sizeOf({ examples, held_out }: Awaited<ReturnType<typeof suiteOfHash>>): number {
  return examples.length + held_out.length;
}
