import type { AnyMachineSnapshot } from 'xstate';
import { bodyHash } from '../events/commit.ts';
import type { ActorRef, Commit } from '../events/commit.ts';
import { decodeCommit } from '../events/codec.ts';
import { sha256 } from '../events/hash.ts';
import type { Head } from '../events/substrate/events.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import { RefusedFact, stateText } from '../machines/fold.ts';
import type { Behaviour } from '../machines/registry.ts';

/** The snapshot of an actor keeps this many handled command ids (DESIGN 4). */
export const COMMANDS_KEPT = 1000;

/** An actor in memory: its state and what is needed to append to it. */
export type Resident = {
  readonly actor: ActorRef;
  snapshot: AnyMachineSnapshot;
  /** Null before the first commit. */
  head: Head | null;
  /** Hash of the last commit's text. */
  prev: string | null;
  at: string;
  /** Handled commands, oldest first. */
  readonly commands: Set<string>;
};

/** What a commit does to a resident, wherever the commit came from. */
export function remember(resident: Resident, command: string): void {
  resident.commands.add(command);
  if (resident.commands.size > COMMANDS_KEPT) {
    const [oldest] = resident.commands;
    if (oldest !== undefined) resident.commands.delete(oldest);
  }
}

/** A log whose facts do not give the state their commits say: never repaired in silence. */
export class DivergedState extends Error {
  override readonly name = 'DivergedState';
}

/** Folds one stored commit. @throws DivergedState naming the commit when its facts or its state hash do not fit. */
export function foldCommit(
  behaviour: Behaviour,
  snapshot: AnyMachineSnapshot,
  commit: Commit,
): AnyMachineSnapshot {
  const where = `commit ${commit.version} of ${commit.actor.kind}/${commit.actor.id}`;
  try {
    const folded = behaviour.interpreter.fold(snapshot, commit.events, commit.meta.at);
    if (commit.meta.producer.version === behaviour.version) {
      const state = sha256(stateText(behaviour.interpreter.freeze(folded.snapshot)));
      if (state !== commit.state)
        throw new DivergedState(`${where}: its facts give another state than it recorded`);
    }
    return folded.snapshot;
  } catch (error) {
    if (error instanceof RefusedFact) throw new DivergedState(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** An actor nobody has spoken to yet. */
export function newResident({ interpreter }: Behaviour, actor: ActorRef): Resident {
  return { actor, snapshot: interpreter.initial(), head: null, prev: null, at: '', commands: new Set() };
}

/** Loads an actor: the latest snapshot of its machine's version, then the tail of its log. */
export async function loadResident(
  substrate: Substrate,
  behaviour: Behaviour,
  actor: ActorRef,
): Promise<Resident> {
  const { interpreter } = behaviour;
  const saved = await substrate.snapshots.get(actor, behaviour.machine, behaviour.version);
  const resident: Resident = saved
    ? {
        actor,
        snapshot: interpreter.thaw(JSON.parse(saved.state)),
        head: { version: saved.version, token: saved.token },
        prev: saved.prev,
        at: saved.at,
        commands: new Set(saved.commands),
      }
    : newResident(behaviour, actor);
  await catchUp(substrate, behaviour, resident);
  return resident;
}

/** Folds what the log holds beyond the resident, in pages. */
async function catchUp(substrate: Substrate, behaviour: Behaviour, resident: Resident): Promise<void> {
  const { kind, id } = resident.actor;
  const page = 500;
  for (;;) {
    // The token belongs to the log; somebody may append while a page is read.
    const head = await substrate.events.head(resident.actor);
    const ends = head?.version ?? 0;
    const after = resident.head?.version ?? 0;
    if (ends < after) {
      throw new DivergedState(
        `the snapshot of ${kind}/${id} includes version ${after}, but the log ends at ${ends}: the log was cut short; restore it, or delete its snapshots`,
      );
    }
    if (ends === after) {
      resident.head = head;
      return;
    }
    for (const one of await substrate.events.read(resident.actor, resident.head ?? 0, page)) {
      const commit = decodeCommit(one.body, `commit ${one.version} of ${kind}/${id}`);
      if (commit.version !== (resident.head?.version ?? 0) + 1) {
        throw new DivergedState(
          `commit ${commit.version} of ${kind}/${id} follows version ${resident.head?.version ?? 0}: the log has a gap`,
        );
      }
      resident.snapshot = foldCommit(behaviour, resident.snapshot, commit);
      resident.head = { version: commit.version, token: String(one.position) };
      resident.prev = bodyHash(one.body);
      resident.at = commit.meta.at;
      remember(resident, commit.meta.command);
    }
  }
}
