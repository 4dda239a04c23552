import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Dse } from '../../dse.ts';
import { command } from '../command.ts';
import type { Said } from '../command.ts';
import { EXIT } from '../exitCodes.ts';

/** How often new runs are looked for, in ms. */
const OBSERVE_MS = 1000;
const PAGE = 500;

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
    let after = 0;
    while (!signal.aborted) {
      const [capabilities, reached] = await ranAfter(dse, after);
      after = reached;
      for (const capability of capabilities) yield* observe(dse, capability);
      // A worker whose log is gone can do nothing: better to end than to look alive.
      if (dse.failure) throw dse.failure;
      if (drain && capabilities.size === 0 && (await nothingIsOpen(dse))) {
        yield { err: 'nothing waits and nothing is pending: the queue is drained' };
        return EXIT.ok;
      }
      await sleep(OBSERVE_MS, null, { signal }).catch(() => null);
    }
    yield { err: 'stopping: what runs is finished, what is pending waits in the log' };
    return EXIT.ok;
  },
});

/** Dead letters wait for an operator, and timers for their time: both outlast a drained queue. */
async function nothingIsOpen({ substrate }: Dse): Promise<boolean> {
  return (await substrate.tasks.waiting()) === 0 && (await substrate.effects.pending()).length === 0;
}

/** Capabilities that ran since a position of the run log; the first look reads all of it. */
async function ranAfter(dse: Dse, after: number): Promise<readonly [ReadonlySet<string>, number]> {
  const capabilities = new Set<string>();
  let reached = after;
  for (;;) {
    const batches = await dse.substrate.runs.read(reached, PAGE);
    for (const { capability, position } of batches) {
      capabilities.add(capability);
      reached = position;
    }
    if (batches.length < PAGE) return [capabilities, reached];
  }
}

async function* observe(dse: Dse, capability: string): AsyncGenerator<Said> {
  try {
    const windows = await dse.observer.observe(capability);
    if (windows > 0) yield { err: `${capability}: ${windows} windows of runs observed` };
  } catch (error) {
    yield { err: `${(error as Error).message}; tried again when it runs next` };
  }
}
