import { z } from 'zod';
import type { LogContext } from '../../../machines/log/machine.ts';
import { sealOf } from '../../log/seal.ts';
import { command, group } from '../command.ts';
import { EXIT, requireSent } from '../exitCodes.ts';

const LOG = { kind: 'log', id: 'main' } as const;

/** `dse log seal`: appends the hash over everything since the last seal; keep the root elsewhere. */
export const logSeal = command({
  name: 'log seal',
  needs: 'server',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'log', '')
      .command('seal')
      .description('seal what was appended since the last seal')
      .action(() => act({})),
  async *run({ house, form }) {
    const dse = await house.dse();
    const { sealed } = (await dse.host.look(LOG)).snapshot.context as LogContext;
    const seal = await sealOf(dse.substrate.events, sealed + 1, await dse.substrate.events.position());
    requireSent(await dse.send(LOG, { type: 'seal', ...seal }), 'log seal');
    yield {
      out: form.json
        ? JSON.stringify(seal)
        : `sealed positions ${seal.from} to ${seal.to}, ${seal.commits} commits, root ${seal.root}`,
    };
    return EXIT.ok;
  },
});
