import type { ActorSnapshot, SnapshotStore } from '../../../events/substrate/snapshots.ts';
import type { Database } from './database.ts';
import { patiently } from './patience.ts';
import type { Writer } from './writer.ts';

type SnapshotRow = Pick<ActorSnapshot, 'version' | 'token' | 'prev' | 'at' | 'state'> & {
  readonly commands: string;
};

export function snapshotWrites(db: Database) {
  const put = db.prepare(`
    INSERT INTO snapshots (kind, actor, machine, machine_version, version, token, prev, at, state, commands)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, actor, machine, machine_version) DO UPDATE SET version = excluded.version, token = excluded.token,
      prev = excluded.prev, at = excluded.at, state = excluded.state, commands = excluded.commands
    WHERE excluded.version >= version`);
  const clear = db.prepare('DELETE FROM snapshots');
  return {
    putSnapshot: ({
      actor,
      machine,
      machineVersion,
      version,
      token,
      prev,
      at,
      state,
      commands,
    }: ActorSnapshot): void => {
      put.run(
        actor.kind,
        actor.id,
        machine,
        machineVersion,
        version,
        token,
        prev,
        at,
        state,
        JSON.stringify(commands),
      );
    },
    clearSnapshots: (): void => void clear.run(),
  };
}

export function sqliteSnapshots(reader: Database, writer: Writer): SnapshotStore {
  const get = reader.prepare<SnapshotRow>(`
    SELECT version, token, prev, at, state, commands FROM snapshots
    WHERE kind = ? AND actor = ? AND machine = ? AND machine_version = ?`);
  return {
    get: async (actor, machine, machineVersion) => {
      const row = await patiently(() => get.get(actor.kind, actor.id, machine, machineVersion));
      if (!row) return null;
      const { kind, id } = actor;
      return {
        ...row,
        actor: { kind, id },
        machine,
        machineVersion,
        commands: JSON.parse(row.commands) as string[],
      };
    },
    put: (snapshot) => writer('putSnapshot', snapshot),
    clear: () => writer('clearSnapshots'),
  };
}
