import { expect } from 'vitest';
import { Host } from '../actors/host.ts';
import type { HostOptions, Sent } from '../actors/host.ts';
import { loadResident } from '../actors/resident.ts';
import { decodeCommit } from '../events/codec.ts';
import { bodyHash } from '../events/commit.ts';
import type { ActorRef, Commit } from '../events/commit.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import { stateText } from '../machines/fold.ts';
import { behaviours } from '../machines/registry.ts';
import type { CommandOf } from '../machines/registry.ts';

export const START = Date.parse('2026-01-01T00:00:00.000Z');

/** A clock that a test moves; never moves on its own. */
export function handClock(): { now: number; readonly read: () => number } {
  const clock = { now: START, read: () => clock.now };
  return clock;
}

export function hostOn(substrate: Substrate, options: Partial<HostOptions> = {}): Host {
  return new Host({ substrate, clock: () => START, writer: 'test', ...options });
}

/** Sends a command whose id is its place in the story unless the test names one. */
export function send<K extends keyof CommandOf>(
  host: Host,
  actor: ActorRef & { kind: K },
  command: CommandOf[K],
  id: string,
  from: ActorRef | null = null,
): Promise<Sent> {
  return host.send(actor, command, { id, correlation: 'story', causation: id, from });
}

/** Sends a command that has to be followed. */
export async function must<K extends keyof CommandOf>(
  ...given: Parameters<typeof send<K>>
): Promise<Extract<Sent, { status: 'committed' }>> {
  const sent = await send(...given);
  if (sent.status !== 'committed') throw new Error(`${given[3]} was ${JSON.stringify(sent)}`);
  return sent;
}

/** The actor's commits as the log has them; versions without gap, each carrying the hash of the one before, and every state as recorded. */
export async function soundHistory(substrate: Substrate, actor: ActorRef): Promise<readonly Commit[]> {
  const stored = await substrate.events.read(actor);
  const commits = stored.map(({ body, version }) => decodeCommit(body, `commit ${version}`));
  expect(commits.map(({ version }) => version)).toEqual(commits.map((_, index) => index + 1));
  expect(commits.map(({ prev }) => prev)).toEqual([
    null,
    ...stored.slice(0, -1).map(({ body }) => bodyHash(body)),
  ]);
  // Folds every commit and compares its state hash; throws where one differs.
  await loadResident(
    { ...substrate, snapshots: { ...substrate.snapshots, get: async () => null } },
    behaviours[actor.kind],
    actor,
  );
  return commits;
}

/** The text of an actor's state as a host sees it. */
export async function stateOf(host: Host, actor: ActorRef): Promise<string> {
  const { snapshot } = await host.look(actor);
  return stateText(behaviours[actor.kind].interpreter.freeze(snapshot));
}

/** Waits until something holds; the test's own timeout is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 5));
}
