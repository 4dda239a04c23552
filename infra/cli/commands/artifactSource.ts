import { z } from 'zod';
import { sourceOf } from '../../answers/artifacts.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';

/** `dse artifact source ID`: the code itself (of a tool or workflow, its declaration). */
export const artifactSource = command({
  name: 'artifact source',
  needs: 'log',
  options: z.strictObject({ id: z.string() }),
  configure: (program, act) =>
    void group(program, 'artifact', '')
      .command('source <id>')
      .description('print the source')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    const found = await sourceOf(await house.substrate(), id);
    yield { out: form.json ? JSON.stringify(found) : found.source.replace(/\n$/, '') };
    return EXIT.ok;
  },
});
