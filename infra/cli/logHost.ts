import { randomUUID } from 'node:crypto';
import { Host } from '../../actors/host.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { workerName } from '../deadWorkers.ts';
import type { House } from './house.ts';

/** Actors of a house of which nothing but the log is open: they can be told things, and nothing is worked on. */
export async function logHost(house: House): Promise<{ readonly host: Host; readonly substrate: Substrate }> {
  const substrate = await house.substrate();
  const clock = (): number => Date.now() + substrate.skewMs;
  return { substrate, host: new Host({ substrate, clock, writer: workerName(randomUUID()) }) };
}
