import { describe, expect, test } from 'vitest';
import type { ActorSnapshot } from '../../../events/substrate/snapshots.ts';
import { artifact, AT } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function snapshotContract(name: string, subject: Subject): void {
  describe(`snapshots on ${name}`, () => {
    const log = freshLog(subject);
    const snapshotOf = (id: string, version: number, machineVersion = 1): ActorSnapshot => ({
      actor: artifact(id),
      machine: 'lifecycle',
      machineVersion,
      version,
      token: String(version * 10),
      prev: '2'.repeat(64),
      at: AT,
      state: JSON.stringify({ value: 'stored', context: { version, note: 'ü🧬' } }),
      commands: Array.from({ length: 1_000 }, (_, index) => `command "${index}"\n`),
    });
    const get = (id: string, machineVersion = 1) =>
      log().snapshots.get(artifact(id), 'lifecycle', machineVersion);

    test('a snapshot comes back as it was put', async () => {
      expect(await get('alpha')).toBeNull();
      await log().snapshots.put(snapshotOf('alpha', 3));
      expect(await get('alpha')).toEqual(snapshotOf('alpha', 3));
    });

    test('a later snapshot replaces an earlier one, never the other way round', async () => {
      await log().snapshots.put(snapshotOf('alpha', 3));
      await log().snapshots.put(snapshotOf('alpha', 5));
      await log().snapshots.put(snapshotOf('alpha', 4));
      expect((await get('alpha'))?.version).toBe(5);
    });

    test('actors, machines and machine versions have their own', async () => {
      await log().snapshots.put(snapshotOf('alpha', 3, 1));
      await log().snapshots.put(snapshotOf('alpha', 2, 2));
      expect((await get('alpha', 1))?.version).toBe(3);
      expect((await get('alpha', 2))?.version).toBe(2);
      expect(await get('alpha', 3)).toBeNull();
      expect(await get('beta')).toBeNull();
      expect(await log().snapshots.get(artifact('alpha'), 'task', 1)).toBeNull();
    });

    test('clearing removes all', async () => {
      await Promise.all([
        log().snapshots.put(snapshotOf('alpha', 3)),
        log().snapshots.put(snapshotOf('beta', 1)),
      ]);
      await log().snapshots.clear();
      expect(await get('alpha')).toBeNull();
      expect(await get('beta')).toBeNull();
    });
  });
}
