import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { command, wholeNumber } from '../command.ts';
import type { Form, Said } from '../command.ts';
import { commitsAfter } from '../commits.ts';
import type { Placed } from '../commits.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

const Options = z.strictObject({
  follow: z.boolean().default(false),
  type: z.string().optional(),
  actor: z.string().optional(),
  from: z.int().min(0).default(0),
});
const LOOK_MS = 1000;
type Filter = { readonly type: RegExp | null; readonly actor: string | null };

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
    const filter: Filter = { type: type === undefined ? null : patternOf(type), actor: actor ?? null };
    const substrate = await house.substrate();
    let wake = (): void => {};
    const off = substrate.events.onAppended(() => wake());
    const stop = (): void => wake();
    signal.addEventListener('abort', stop);
    try {
      for (let after = from - 1; ;) {
        // Armed before reading: what is appended meanwhile is not missed.
        const more = new Promise<void>((resolve) => (wake = resolve));
        for await (const placed of commitsAfter(substrate, Math.max(0, after))) {
          after = placed.position;
          yield* lines(placed, filter, form);
          if (signal.aborted) return EXIT.ok;
        }
        if (!follow || signal.aborted) return EXIT.ok;
        // The log's own wakes do not keep a process alive; this look does.
        await Promise.race([more, sleep(LOOK_MS)]);
      }
    } finally {
      off();
      signal.removeEventListener('abort', stop);
    }
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

function* lines({ position, commit }: Placed, filter: Filter, form: Form): Generator<Said> {
  const actor = `${commit.actor.kind}/${commit.actor.id}`;
  if (filter.actor !== null && filter.actor !== actor) return;
  for (const [index, fact] of commit.events.entries()) {
    if (filter.type && !filter.type.test(fact.type)) continue;
    if (form.json) {
      const { at, correlation, causation, producer } = commit.meta;
      const id = `${commit.id}/${index}`;
      yield {
        out: JSON.stringify({
          position,
          index,
          id,
          at,
          actor,
          version: commit.version,
          ...fact,
          correlation,
          causation,
          writer: producer.writer,
        }),
      };
    } else {
      const place = `${position}.${index}`.padStart(8);
      yield {
        out: `${place}  ${commit.meta.at}  ${painted('cyan', fact.type, form)}  ${actor}  ${factText(fact)}`,
      };
    }
  }
}
