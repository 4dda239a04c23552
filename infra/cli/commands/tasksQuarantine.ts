import { z } from 'zod';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

/** `dse tasks quarantine ID --reason TEXT`: an operator keeps a task from every worker; it stands among the dead until it is brought back. */
export const tasksQuarantine = command({
  name: 'tasks quarantine',
  needs: 'log',
  options: z.strictObject({ id: z.string(), reason: z.string().trim().min(1).max(1000) }),
  configure: (program, act) =>
    void group(program, 'tasks', 'the queue of submitted tasks')
      .command('quarantine <id>')
      .description(
        'keep a task that waits, or that ends its workers, from being taken; `tasks dead --retry` brings it back',
      )
      .requiredOption('--reason <text>', 'why, for those who find it')
      .action((id: string, { reason }: { reason: string }) => act({ id, reason })),
  async *run({ house, form }, { id, reason }) {
    const { tasks, skewMs } = await house.substrate();
    const at = new Date(Date.now() + skewMs).toISOString();
    if (!(await tasks.setAside(id, reason, at)))
      throw new CliProblem(
        EXIT.conflict,
        `no task "${id}" waits: it was taken (\`dse task show ${id}\`), is among the dead (\`dse tasks dead\`), or was never published`,
      );
    yield {
      out: form.json
        ? JSON.stringify({ id, status: 'quarantined', reason })
        : `${id} is kept aside: ${reason}`,
    };
    return EXIT.ok;
  },
});
