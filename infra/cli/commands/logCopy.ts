import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { copyLog } from '../../log/copy.ts';
import { openLog } from '../../log/open.ts';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

/** `dse log copy FROM TO`: moves a log to another place or kind; doing it again finishes what was broken off. */
export const logCopy = command({
  name: 'log copy',
  needs: 'nothing',
  options: z.strictObject({ from: z.string(), to: z.string() }),
  configure: (program, act) =>
    void group(program, 'log', 'the log as a whole')
      .command('copy <from> <to>')
      .description('copy a log, such as sqlite:.dse to sqlite:backup; stop its writers first')
      .action((from: string, to: string) => {
        if (from === to) throw new CliProblem(EXIT.usage, `FROM and TO are both ${from}`);
        act({ from, to });
      }),
  async *run({ form }, { from, to }) {
    if (isNoLog(from))
      throw new CliProblem(
        EXIT.unavailable,
        `there is no log at ${from}: nothing was copied; name the folder that holds log.db`,
      );
    const source = await openLog(from).catch(named);
    const target = await openLog(to).catch(named);
    try {
      const copied = await copyLog(source, target);
      yield {
        out: form.json
          ? JSON.stringify(copied)
          : `${from} → ${to}: ${copied.commits} commits, ${copied.batches} run batches, ${copied.blobs} blobs`,
      };
      if (!form.json) yield { err: 'check the copy with `dse replay --verify --folder FOLDER`' };
      return EXIT.ok;
    } finally {
      await source.close();
      await target.close();
    }
  },
});

/** Opening makes a log where there is none: a folder that was written wrong would be an empty log that is copied. */
function isNoLog(url: string): boolean {
  const folder = /^sqlite:(?!\/\/)(.+)$/.exec(url)?.[1];
  return folder !== undefined && !existsSync(join(folder, 'log.db'));
}

/** What is no log at all is the writer's mistake, not the log's. */
function named(error: unknown): never {
  if (error instanceof Error && error.constructor === Error) throw new CliProblem(EXIT.usage, error.message);
  throw error;
}
