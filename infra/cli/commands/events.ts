import { z } from 'zod';
import { actorText, factsAfter } from '../../answers/facts.ts';
import type { PlacedFact } from '../../answers/facts.ts';
import { command, wholeNumber } from '../command.ts';
import type { Form } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

const Options = z.strictObject({
  follow: z.boolean().default(false),
  type: z.string().optional(),
  actor: z.string().optional(),
  from: z.int().min(0).default(0),
});

/** `dse events`: every fact of the log, filtered, and those to come. */
export const events = command({
  name: 'events',
  needs: 'log',
  untilStopped: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('events')
      .description('list the facts of the log in order')
      .option('--follow', 'go on with what comes, until Ctrl-C')
      .option('--type <regexp>', 'only fact types that match, such as "^drift"')
      .option('--actor <kind/id>', 'only facts of one actor')
      .option('--from <position>', 'begin at this position', wholeNumber('--from'))
      .action((options: Partial<z.infer<typeof Options>>) => {
        const { follow, type, actor, from } = options;
        act({ follow: follow ?? false, type, actor, from: from ?? 0 });
      }),
  async *run({ house, form, signal }, { follow, type, actor, from }) {
    const pattern = type === undefined ? null : patternOf(type);
    const facts = factsAfter(await house.substrate(), {
      after: { position: from - 1, index: Infinity },
      follow,
      signal,
    });
    for await (const placed of facts) {
      if (actor !== undefined && actor !== actorText(placed)) continue;
      if (pattern && !pattern.test(placed.fact.type)) continue;
      yield { out: line(placed, form) };
    }
    return EXIT.ok;
  },
});

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new CliProblem(
      EXIT.usage,
      `--type ${text} is not a regular expression: ${(error as Error).message}`,
    );
  }
}

function line(placed: PlacedFact, form: Form): string {
  const { position, index, commit, fact } = placed;
  const actor = actorText(placed);
  const { at, correlation, causation, producer } = commit.meta;
  if (!form.json) {
    const place = `${position}.${index}`.padStart(8);
    return `${place}  ${at}  ${painted('cyan', fact.type, form)}  ${actor}  ${factText(fact)}`;
  }
  const id = `${commit.id}/${index}`;
  const { version } = commit;
  return JSON.stringify({
    position,
    index,
    id,
    at,
    actor,
    version,
    ...fact,
    correlation,
    causation,
    writer: producer.writer,
  });
}
