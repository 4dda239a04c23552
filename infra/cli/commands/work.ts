import { z } from 'zod';
import type { Dse } from '../../dse.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { observeRuns } from '../observing.ts';

/** `dse work`: a worker that runs effects, observes runs, and answers at the door until it is stopped; with `--drain` until nothing is open. */
export const work = command({
  name: 'work',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  alone: true,
  untilStopped: true,
  options: z.strictObject({ drain: z.boolean().default(false) }),
  configure: (program, act) =>
    void program
      .command('work')
      .description('take tasks, work on what is pending, observe runs, answer other commands; until Ctrl-C')
      .option('--drain', 'end when no task waits and no effect is pending, whoever works on it')
      .action(({ drain }: { drain?: boolean }) => act({ drain: drain ?? false })),
  async *run({ house, signal }, { drain }) {
    const dse = await house.dse();
    yield {
      err: `working on ${dse.substrate.url} as ${dse.host.writer}; other commands on ${house.folder} are answered here; Ctrl-C ends it`,
    };
    yield* observeRuns(dse, signal, async () => drain && (await nothingIsOpen(dse)));
    yield {
      err: signal.aborted
        ? 'stopping: what runs is finished, what is pending waits in the log'
        : 'nothing waits and nothing is pending: the queue is drained',
    };
    return EXIT.ok;
  },
});

/** Dead letters wait for an operator, and timers for their time: both outlast a drained queue. */
async function nothingIsOpen({ substrate }: Dse): Promise<boolean> {
  return (await substrate.tasks.waiting()) === 0 && (await substrate.effects.pending()).length === 0;
}
