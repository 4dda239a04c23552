import { Id } from '../../../events/commit.ts';
import { populationOf } from '../../answers/population.ts';
import type { Dse } from '../../running.ts';
import type { Form, Speech } from '../command.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { sayPopulation, stateText } from './populationProgress.ts';

/**
 * Ends a population that waits or works: at once, or after what is being bred and evaluated has reported what it cost. What serves goes on
 * serving. @throws NotKnown
 */
export async function* cancelPopulation(dse: Dse, population: string, form: Form): Speech {
  const answer = await populationOf(dse.substrate, population);
  if (answer.state === 'ended' || answer.state === 'refused')
    throw new CliProblem(
      EXIT.conflict,
      `population/${population} is over, there is nothing to cancel: ${stateText(answer)}`,
    );
  requireSent(
    await dse.send(
      { kind: 'population', id: population },
      { type: 'cancel', reason: 'cancelled on the command line' },
    ),
    `population/${population}`,
  );
  return yield* sayPopulation(dse.substrate, population, form);
}

/** The id of a population, which may be named as errors and audits name it: `population/ID`. @throws CliProblem */
export function populationNamed(text: string): string {
  const id = text.replace(/^population\//, '');
  if (!Id.safeParse(id).success)
    throw new CliProblem(EXIT.usage, `--cancel ${text}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
  return id;
}
