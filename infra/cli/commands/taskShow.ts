import { z } from 'zod';
import { outcomeOf } from '../../answers/taskOutcome.ts';
import { command, group } from '../command.ts';
import { sayOutcome } from './taskOutcome.ts';

/** `dse task show ID`: what became of a task, step by step. */
export const taskShow = command({
  name: 'task show',
  needs: 'log',
  options: z.strictObject({ id: z.string() }),
  configure: (program, act) =>
    void group(program, 'task', '')
      .command('show <id>')
      .description('show a task, its steps and its outcome')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    return yield* sayOutcome(await outcomeOf(await house.substrate(), id), form);
  },
});
