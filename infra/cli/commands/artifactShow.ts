import { z } from 'zod';
import { artifactOf } from '../../answers/artifacts.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
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
    const row = await artifactOf(await house.knowledge(), id);
    yield* sayOne(row, form);
    return EXIT.ok;
  },
});
