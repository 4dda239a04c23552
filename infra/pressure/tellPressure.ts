import { randomUUID } from 'node:crypto';
import type { Host, Sent } from '../../actors/host.ts';
import type { ActorRef } from '../../events/commit.ts';
import type { PressureCommand } from '../../machines/pressure/decide.ts';

/** The actor that knows under which pressure the house is. */
export const PRESSURE = { kind: 'pressure', id: 'main' } as const satisfies ActorRef;

/** Tells the house's pressure something, from outside. */
export function tellPressure(host: Host, command: PressureCommand): Promise<Sent> {
  const id = randomUUID();
  return host.send(PRESSURE, command, { id, correlation: id, causation: id });
}
