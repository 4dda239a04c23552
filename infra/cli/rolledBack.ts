import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { capabilityOf } from '../../actors/workshop.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { commitsOf } from '../answers/commits.ts';
import type { Dse } from '../dse.ts';
import { settled } from '../settled.ts';
import { deed } from './command.ts';
import { CliProblem, EXIT, requireSent } from './exitCodes.ts';

const Options = z.strictObject({ id: z.string(), reason: z.string().min(1).max(500) });

/** Lets the predecessor serve again and says who does; while a rollout goes on, it ends. */
export const rolledBack = deed(Options, async function* ({ house, form }, { id, reason }) {
  const dse = await house.dse();
  const capability = await capabilityOfId(dse, id);
  const before = await servedOf(dse, capability);
  const { rollouts } = (await capabilityOf(dse.workshop, capability)).context;
  const rollout = rollouts?.open?.rollout ?? null;
  const command = randomUUID();
  requireSent(
    await dse.send({ kind: 'capability', id: capability }, { type: 'rollback', reason }, command),
    `capability/${capability}`,
  );
  await settled(dse, command);
  const served = await servedOf(dse, capability);
  yield {
    out: form.json
      ? JSON.stringify({ capability, before, served, rollout })
      : rollout !== null
        ? `${capability}: ${rollout} is over, ${served} answers everything again`
        : `${capability}: ${served} serves again in place of ${before}, which is retired`,
  };
  return EXIT.ok;
});

async function capabilityOfId(dse: Dse, id: string): Promise<string> {
  if ((await dse.substrate.events.head({ kind: 'capability', id })) !== null) return id;
  for (const kind of ['artifact', 'tool', 'workflow'] as const) {
    const [first] = await commitsOf(dse.substrate, { kind, id });
    if (!first) continue;
    const capability = String(first.commit.events[0]?.data['capability']);
    const served = await servedOf(dse, capability);
    if (served === id) return capability;
    throw new CliProblem(
      EXIT.conflict,
      `${kind}/${id} does not serve: ${capability} is served by ${served ?? 'nothing'}`,
    );
  }
  throw new CliProblem(
    EXIT.failed,
    `there is no capability or artifact "${id}": \`dse artifact list\` names what there is`,
  );
}

async function servedOf(dse: Dse, capability: string): Promise<string | null> {
  const { snapshot } = await dse.host.look({ kind: 'capability', id: capability });
  return (snapshot.context as CapabilityContext).served;
}
