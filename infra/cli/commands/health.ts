import { z } from 'zod';
import { healthOf } from '../../answers/health.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

/** `dse health`: what waits, what is held by whom, what lags. Reads the log's own books, never the whole log, and changes nothing. */
export const health = command({
  name: 'health',
  needs: 'log',
  options: z.strictObject({}),
  configure: (program, act) =>
    void program
      .command('health')
      .description('what waits, who holds what, what lags; exit 1 when an operator is wanted')
      .action(() => act({})),
  async *run({ house, form }) {
    const parts = await healthOf(await house.substrate());
    yield* sayRows(parts, ['part', 'state', 'count', 'says'], form, 'nothing to say');
    return parts.some(({ state }) => state === 'warn') ? EXIT.failed : EXIT.ok;
  },
});
