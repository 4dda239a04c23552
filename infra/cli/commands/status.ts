import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { rolloutOf } from '../../answers/rollout.ts';
import { statusOf } from '../../answers/status.ts';
import type { Status } from '../../answers/status.ts';
import { underwayIn } from '../../answers/underway.ts';
import { command } from '../command.ts';
import type { Said } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRollout } from '../print/sayRollout.ts';
import { underwayText } from '../print/underwayText.ts';
import { sayPopulation } from './populationProgress.ts';
import { saySession } from './sessionProgress.ts';

const Options = z.strictObject({ id: Id.optional() });
/** As events, errors and audits name what goes on. */
const KIND = /^(optimization|population|rollout)\//;

/** `dse status [ID]`: how fit something is, in which phase, and when it is looked at again (SPEC T32); how far a session, a population or a rollout is; without an id all that goes on. */
export const status = command({
  name: 'status',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('status [id]')
      .description(
        'say how fit a capability or artifact is and when it is improved next, how far a session, a population or a rollout is, or all that goes on',
      )
      .action((given: string | undefined) => {
        const id = given?.replace(KIND, '');
        if (id !== undefined && !Id.safeParse(id).success)
          throw new CliProblem(EXIT.usage, `${id}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
        act(id === undefined ? {} : { id });
      }),
  async *run({ house, form }, { id }) {
    const substrate = await house.substrate();
    const known = async (kind: 'optimization' | 'population' | 'rollout') =>
      id !== undefined && (await substrate.events.head({ kind, id })) !== null;
    if (await known('optimization')) return yield* saySession(substrate, id!, form);
    if (await known('population')) return yield* sayPopulation(substrate, id!, form);
    if (await known('rollout')) {
      yield* sayRollout(await rolloutOf(substrate, id!), form);
      return EXIT.ok;
    }
    const projection = await house.knowledge();
    const query = (sql: string) => projection.query(sql);
    if (id === undefined) {
      const all = await underwayIn(substrate, query, null);
      if (form.json) for (const one of all) yield { out: JSON.stringify(one) };
      else if (all.length === 0) yield { err: 'no rollout, population or session goes on' };
      else for (const one of all) for (const line of underwayText(one)) yield { out: line };
      return EXIT.ok;
    }
    const { optimization } = await house.settings();
    const answer = await statusOf(query, id, optimization.triggers, Date.now());
    const underway = await underwayIn(substrate, query, answer.capability);
    if (form.json) {
      yield { out: JSON.stringify({ ...answer, underway }) };
      return EXIT.ok;
    }
    yield* fitness(answer);
    for (const one of underway) for (const line of underwayText(one)) yield { out: `  ${line}` };
    return EXIT.ok;
  },
});

function* fitness(answer: Status): Generator<Said> {
  const measured = answer.fitness === null ? 'not measured' : answer.fitness.toFixed(3);
  yield { out: `${answer.artifact} serves ${answer.capability}` };
  yield {
    out: `  fitness: ${measured} (phase ${answer.phase}), quality ${answer.quality ?? '–'}, ${answer.usage} runs`,
  };
  yield { out: `  made by: ${answer.generator}${answer.parent === null ? '' : `, from ${answer.parent}`}` };
  yield { out: `  next optimisation: ${answer.next}` };
  if (answer.split !== null)
    yield {
      out: `  under its name came ${answer.split.version}, which is another tool: load it as ${answer.split.proposed}`,
    };
  if (answer.session !== null) yield { out: `  last session: ${answer.session} (${answer.session_state})` };
}
