import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { statusOf } from '../../answers/status.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayPopulation } from './populationProgress.ts';
import { saySession } from './sessionProgress.ts';

const Options = z.strictObject({ id: Id });

/** `dse status ID`: how fit something is, in which phase, and when it is looked at again (SPEC T32); or how far a session or a population is. */
export const status = command({
  name: 'status',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('status <id>')
      .description(
        'say how fit a capability or artifact is and when it is improved next, or how far a session or a population is',
      )
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    const substrate = await house.substrate();
    if ((await substrate.events.head({ kind: 'optimization', id })) !== null)
      return yield* saySession(substrate, id, form);
    if ((await substrate.events.head({ kind: 'population', id })) !== null)
      return yield* sayPopulation(substrate, id, form);
    const { optimization } = await house.settings();
    const projection = await house.knowledge();
    const answer = await statusOf((sql) => projection.query(sql), id, optimization.triggers, Date.now());
    if (form.json) {
      yield { out: JSON.stringify(answer) };
      return EXIT.ok;
    }
    const fitness = answer.fitness === null ? 'not measured' : answer.fitness.toFixed(3);
    yield { out: `${answer.artifact} serves ${answer.capability}` };
    yield {
      out: `  fitness: ${fitness} (phase ${answer.phase}), quality ${answer.quality ?? '–'}, ${answer.usage} runs`,
    };
    yield { out: `  made by: ${answer.generator}${answer.parent === null ? '' : `, from ${answer.parent}`}` };
    yield { out: `  next optimisation: ${answer.next}` };
    if (answer.session !== null) yield { out: `  last session: ${answer.session} (${answer.session_state})` };
    return EXIT.ok;
  },
});
