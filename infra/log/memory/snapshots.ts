import type { ActorRef } from '../../../events/commit.ts';
import type { ActorSnapshot, SnapshotStore } from '../../../events/substrate/snapshots.ts';

const keyOf = (actor: ActorRef, machine: string, machineVersion: number) =>
  `${actor.kind}/${actor.id}/${machine}@${machineVersion}`;

export function memorySnapshots(): SnapshotStore {
  const kept = new Map<string, ActorSnapshot>();
  return {
    get: async (actor, machine, machineVersion) => kept.get(keyOf(actor, machine, machineVersion)) ?? null,
    put: async (snapshot) => {
      const key = keyOf(snapshot.actor, snapshot.machine, snapshot.machineVersion);
      if ((kept.get(key)?.version ?? 0) <= snapshot.version) kept.set(key, structuredClone(snapshot));
    },
    clear: async () => kept.clear(),
  };
}
