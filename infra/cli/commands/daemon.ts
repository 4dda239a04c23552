import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { nextCron, parseCron } from '../../../machines/rules/cronTime.ts';
import type { CronTime } from '../../../machines/rules/cronTime.ts';
import type { NightResult } from '../../evolving/daemon.ts';
import type { Dse } from '../../running.ts';
import { command, wholeNumber } from '../command.ts';
import type { Said } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({
  capabilities: z.array(Id).default([]),
  once: z.boolean().default(false),
  schedule: z.string().optional(),
  generations: z.int().min(1).max(1000).optional(),
  out: z.string().optional(),
  /** Where it was started: relative folders of the settings stand beside it. */
  here: z.string(),
});
type Options = z.infer<typeof Options>;

/** `dse daemon`: evolves by itself at set times what asks for it (SPEC E13, E14, C67). */
export const daemon = command<Options>({
  name: 'daemon',
  needs: 'workers',
  opensDoor: true,
  alone: true,
  untilStopped: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('daemon [capabilities...]')
      .description('evolve at set times what has a section `evolve` in its file, or what is named')
      .option('--once', 'now and once, whatever the schedule says')
      .option('--schedule <cron>', 'five cron fields in UTC; default: as the settings say, `0 2 * * *`')
      .option('--generations <n>', 'generations of each population at most', wholeNumber('--generations'))
      .option('--out <folder>', 'where results go; default results/evolution', (text: string) =>
        resolve(text),
      )
      .action((capabilities: string[], flags: Omit<Options, 'capabilities' | 'here'>) =>
        act({ ...flags, capabilities, here: process.cwd() }),
      ),
  async *run({ house, form, signal }, options) {
    const dse = await house.dse();
    const settings = dse.evolution.daemon;
    const time = scheduleOf(options.schedule ?? settings.schedule);
    const { evolveAll, waitFor } = await import('../../evolving/daemon.ts');
    const request = {
      capabilities: options.capabilities,
      generations: options.generations ?? settings.generations,
      out: options.out ?? resolve(options.here, settings.out),
    };
    for (;;) {
      if (!options.once) {
        yield { err: 'waits for its time (Ctrl-C ends it)' };
        const due = await waitFor(time, realClock(dse), signal);
        if (due === null) return EXIT.ok;
      }
      const night = evolveAll(dse, request, signal);
      for (;;) {
        const { value, done } = await night.next();
        if (done) {
          yield* sayNight(value, form);
          break;
        }
        yield { err: value };
      }
      if (options.once || signal.aborted) return EXIT.ok;
    }
  },
});

function scheduleOf(text: string): CronTime {
  try {
    const time = parseCron(text);
    if (nextCron(time, Date.now()) !== null) return time;
  } catch (error) {
    throw new CliProblem(EXIT.usage, error instanceof Error ? error.message : String(error));
  }
  throw new CliProblem(
    EXIT.usage,
    `schedule "${text}" names no day that there is: correct its days or months`,
  );
}

function realClock({ host }: Pick<Dse, 'host'>) {
  return {
    now: () => host.now(),
    // Told to stop it wakes early, which is no failure.
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {}),
  };
}

function sayNight(results: readonly NightResult[], form: Parameters<typeof sayRows>[2]): Generator<Said> {
  return sayRows(
    results,
    ['capability', 'population', 'outcome', 'reason'],
    form,
    'nothing is to be evolved: give a capability file a section `evolve`, or name a capability',
  );
}
