import { z } from 'zod';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

/** How often one message may be brought back in its life. */
const RETRIES = 5;

/** `dse tasks dead`: messages nobody could make a task of, and why; `--retry ID` brings one back. */
export const tasksDead = command({
  name: 'tasks dead',
  needs: 'log',
  options: z.strictObject({ retry: z.string().optional() }),
  configure: (program, act) =>
    void group(program, 'tasks', 'the queue of submitted tasks')
      .command('dead')
      .description('list the messages nobody could make a task of, with the reason')
      .option('--retry <id>', 'bring one back into the queue')
      .action(({ retry }: { retry?: string }) => act(retry === undefined ? {} : { retry })),
  async *run({ house, form }, { retry }) {
    const { tasks } = await house.substrate();
    if (retry !== undefined) {
      const { status } = await tasks.retry(retry, RETRIES);
      if (status === 'unknown')
        throw new CliProblem(EXIT.failed, `there is no dead task "${retry}": \`dse tasks dead\` lists them`);
      if (status === 'capped')
        throw new CliProblem(
          EXIT.conflict,
          `task "${retry}" was retried ${RETRIES} times: submit a corrected one`,
        );
      yield { out: form.json ? JSON.stringify({ id: retry, status }) : `${retry} waits again` };
      return EXIT.ok;
    }
    const rows = (await tasks.dead()).map(({ id, capability, reason, attempts, diedAt }) => ({
      id,
      capability,
      attempts,
      died_at: diedAt,
      reason,
    }));
    yield* sayRows(rows, ['id', 'capability', 'attempts', 'died_at', 'reason'], form, 'no dead tasks');
    return EXIT.ok;
  },
});
