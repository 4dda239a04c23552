import { z } from 'zod';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayOne } from '../print/say.ts';

/** `dse artifact show ID`: all that is known of one artifact, tool or workflow. */
export const artifactShow = command({
  name: 'artifact show',
  needs: 'knowledge',
  options: z.strictObject({ id: z.string() }),
  configure: (program, act) =>
    void group(program, 'artifact', '')
      .command('show <id>')
      .description('show one artifact: state, quality and its parts, use, cost')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    const { rows } = await (await house.knowledge()).query('SELECT * FROM artifacts');
    const row = rows.find((one) => one['artifact_id'] === id);
    if (!row)
      throw new CliProblem(
        EXIT.failed,
        `there is no artifact "${id}": \`dse artifact list --all\` names what there is`,
      );
    yield* sayOne(row, form);
    return EXIT.ok;
  },
});
