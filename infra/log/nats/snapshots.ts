import { headers } from '@nats-io/transport-node';
import type { ActorRef } from '../../../events/commit.ts';
import type { ActorSnapshot, SnapshotStore } from '../../../events/substrate/snapshots.ts';
import { isConflict, isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import { bucketOf } from './streams.ts';
import { token } from './token.ts';

/** Snapshots of actors: the latest of each machine version, written only over an earlier one. */
export function natsSnapshots(ground: Ground, stream: string): SnapshotStore {
  const { patience, publisher, jsm } = ground;
  const subject = ({ kind, id }: ActorRef, machine: string, version: number): string =>
    `$KV.${bucketOf(stream)}.${kind}.${token(id)}.${token(machine)}.${version}`;
  const stored = async (at: string): Promise<{ snapshot: ActorSnapshot; revision: number } | null> => {
    try {
      const found = await patience.ask(() => jsm.streams.getMessage(stream, { last_by_subj: at }));
      return found && found.data.length > 0
        ? { snapshot: found.json<ActorSnapshot>(), revision: found.seq }
        : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw logFailure(error, ground);
    }
  };

  return {
    get: async (actor, machine, version) =>
      (await stored(subject(actor, machine, version)))?.snapshot ?? null,
    put: async (snapshot) => {
      const at = subject(snapshot.actor, snapshot.machine, snapshot.machineVersion);
      for (;;) {
        const known = await stored(at);
        if (known && known.snapshot.version >= snapshot.version) return;
        const own = headers();
        own.set('Nats-Expected-Stream', stream);
        own.set('Nats-Expected-Last-Subject-Sequence', String(known?.revision ?? 0));
        try {
          await publisher.publish(at, JSON.stringify(snapshot), own);
          return;
        } catch (error) {
          if (!isConflict(error)) throw logFailure(error, ground);
        }
      }
    },
    clear: async () => void (await patience.ask(() => jsm.streams.purge(stream))),
  };
}
