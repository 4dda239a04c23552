import type { Substrate } from '../../../events/substrate/substrate.ts';
import { populationOf } from '../../answers/population.ts';
import type { PopulationAnswer } from '../../answers/population.ts';
import type { Form, Speech } from '../command.ts';
import { EXIT } from '../exitCodes.ts';

/** How far a population is, or what it came to; with `json` every one of its facts. */
export async function* sayPopulation(substrate: Substrate, population: string, form: Form): Speech {
  const answer = await populationOf(substrate, population);
  const code = answer.state === 'refused' ? EXIT.refused : EXIT.ok;
  if (form.json) {
    yield { out: JSON.stringify(answer) };
    return code;
  }
  const { target, strategy, genome, generations, of, first, best, proposals, evaluations, cost_micro } =
    answer;
  yield {
    out: `${population}: ${strategy} on the ${genome} of ${target}${answer.simulated ? ' (simulated models)' : ''}, ${stateText(answer)}`,
  };
  if (of !== null)
    yield {
      out: `  generation ${generations} of at most ${of}; best quality ${number(first)} → ${number(best)} on the common sample`,
    };
  yield { out: `  ${proposals} proposals, ${evaluations} evaluations, $${(cost_micro / 1e6).toFixed(6)}` };
  if (answer.waits !== null) yield { out: `  waits for ${answer.waits}` };
  return code;
}

/** How it stands, or how it ended and why. */
export function stateText({ state, outcome, reason }: PopulationAnswer): string {
  if (state === 'ended') return `${(outcome ?? '').replaceAll('_', ' ')}: ${reason ?? ''}`;
  if (state === 'refused') return `refused: ${reason ?? ''}`;
  return state === 'queued' ? 'waits to begin' : 'a worker (`dse work`, `dse serve`) is at it';
}

const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
