import { lateCommand } from '../command.ts';

/** `dse rollback ID`: the predecessor serves again, what served is retired; while a rollout goes on, its incumbent answers everything again. */
export const rollback = lateCommand({
  name: 'rollback',
  needs: 'actors',
  load: async () => (await import('../rolledBack.ts')).rolledBack,
  configure: (program, act) =>
    void program
      .command('rollback <id>')
      .description('let the predecessor serve again; ID is a capability, or what it serves')
      .option('--reason <text>', 'why, for the log', 'asked for on the command line')
      .action((id: string, { reason }: { reason: string }) => act({ id, reason })),
});
