import type { Leases } from '../../../events/substrate/leases.ts';
import type { Database } from './database.ts';
import type { Writer } from './writer.ts';

type LeaseRow = { readonly owner: string | null; readonly until: number; readonly fence: number };

export function leaseWrites(db: Database) {
  const find = db.prepare<LeaseRow>('SELECT owner, until, fence FROM leases WHERE name = ?');
  const put = db.prepare('INSERT OR REPLACE INTO leases (name, owner, until, fence) VALUES (?, ?, ?, ?)');
  const renew = db.prepare('UPDATE leases SET until = ? WHERE name = ? AND owner = ? AND until > ?');
  const release = db.prepare('UPDATE leases SET owner = NULL WHERE name = ? AND owner = ?');
  return {
    acquireLease: (
      name: string,
      owner: string,
      now: number,
      ttlMs: number,
    ): Awaited<ReturnType<Leases['acquire']>> => {
      const row = find.get(name) ?? { owner: null, until: 0, fence: 0 };
      if (row.owner !== null && row.owner !== owner && row.until > now) {
        return { status: 'held', owner: row.owner, until: row.until };
      }
      const fence = row.owner === owner ? row.fence : row.fence + 1;
      put.run(name, owner, now + ttlMs, fence);
      return { status: 'granted', fence };
    },
    renewLease: (name: string, owner: string, now: number, ttlMs: number): boolean =>
      renew.run(now + ttlMs, name, owner, now).changes > 0,
    releaseLease: (name: string, owner: string): boolean => release.run(name, owner).changes > 0,
  };
}

export function sqliteLeases(writer: Writer): Leases {
  return {
    acquire: (name, owner, now, ttlMs) => writer('acquireLease', name, owner, now, ttlMs),
    renew: (name, owner, now, ttlMs) => writer('renewLease', name, owner, now, ttlMs),
    release: (name, owner) => writer('releaseLease', name, owner),
  };
}
