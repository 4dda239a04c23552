import { z } from 'zod';
import { rolloutOf } from '../../answers/rollout.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRollout } from '../print/sayRollout.ts';

/** `dse rollout show ID`: how far a rollout is, and the evidence so far. */
export const rolloutShow = command({
  name: 'rollout show',
  needs: 'log',
  options: z.strictObject({ id: z.string() }),
  configure: (program, act) =>
    void group(program, 'rollout', '')
      .command('show <id>')
      .description('say how far a rollout is and what each of its tests says')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    yield* sayRollout(await rolloutOf(await house.substrate(), id), form);
    return EXIT.ok;
  },
});
