import type { ActorRef } from '../../events/commit.ts';
import type { AnyCommand } from '../../machines/registry.ts';
import type { Host } from '../host.ts';
import type { EffectHandler } from '../worker.ts';

/**
 * Actors speak (DESIGN 6): the command id is the effect's key, so telling twice is telling once. A refusal goes back to
 * the teller, who decides what follows.
 */
export function tell(host: Host): EffectHandler {
  return async (lease) => {
    const { to, command } = lease.effect.input as unknown as { to: ActorRef; command: AnyCommand };
    const sent = await host.send(to, command, {
      id: lease.key,
      correlation: lease.correlation,
      causation: lease.key,
      from: lease.actor,
    });
    if (sent.status === 'unavailable') throw new Error(sent.reason);
    if (sent.status !== 'refused') return null;
    const { code, message } = sent;
    return { type: 'tellRefused', to: `${to.kind}/${to.id}`, command: command.type, code, message };
  };
}
