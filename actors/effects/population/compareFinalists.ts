import { claimAlpha } from '../../../machines/rules/population/claims.ts';
import { rescored } from '../../../machines/rules/population/finalists.ts';
import type { Answers } from '../../../machines/rules/population/finalists.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { examplesOf, groundOf } from './ground.ts';
import { populationHistory } from './history.ts';

/** The finalists beside the incumbent on the hold-out, from what the log has of them. */
export function compareFinalists(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { asked, context } = await groundOf(workshop, lease.actor.id);
    const examples = await examplesOf(workshop, asked, 'holdout');
    const { rows } = await populationHistory(workshop, lease.actor.id);
    const answers = (candidate: string): Answers => {
      const own = rows.get(candidate);
      return {
        candidate,
        rows: examples.map(({ id }) => {
          const row = own?.get(id);
          if (!row) throw new Error(`candidate ${candidate} was not evaluated on the held-out example ${id}`);
          return row;
        }),
      };
    };
    const others = context.finalists.map(([id]) => id).filter((id) => id !== asked.incumbent);
    const alpha = claimAlpha(asked.settings.alpha, others.length, asked.objectives.length);
    const incumbent = answers(asked.incumbent);
    const of = (candidate: string) => rescored(answers(candidate), incumbent, asked.objectives, alpha);
    return { type: 'finalistsCompared', finalists: others.map(of), incumbent: of(asked.incumbent) };
  };
}
