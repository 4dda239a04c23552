import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { rolloutOf } from '../../answers/rollout.ts';
import { settled } from '../../settled.ts';
import { command, group } from '../command.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { sayRollout } from '../print/sayRollout.ts';

/** `dse rollout stop ID`: the incumbent answers everything again; the challengers stay stored. */
export const rolloutStop = command({
  name: 'rollout stop',
  needs: 'actors',
  options: z.strictObject({ id: z.string(), reason: z.string().min(1).max(500) }),
  configure: (program, act) =>
    void group(program, 'rollout', '')
      .command('stop <id>')
      .description('end a rollout: the incumbent answers everything again, the challengers stay stored')
      .requiredOption('--reason <text>', 'why, for the log')
      .action((id: string, { reason }: { reason: string }) => act({ id, reason })),
  async *run({ house, form }, { id, reason }) {
    const dse = await house.dse();
    const { rollout, state, outcome, reason: ended } = await rolloutOf(dse.substrate, id);
    if (state === 'over')
      throw new CliProblem(
        EXIT.conflict,
        `rollout/${rollout} is over, there is nothing to stop: ${(outcome ?? '').replaceAll('_', ' ')}: ${ended}`,
      );
    const asked = randomUUID();
    requireSent(
      await dse.send({ kind: 'rollout', id: rollout }, { type: 'stop', reason }, asked),
      `rollout/${rollout}`,
    );
    await settled(dse, asked);
    yield* sayRollout(await rolloutOf(dse.substrate, rollout), form);
    return EXIT.ok;
  },
});
