import type { Leases } from '../../../events/substrate/leases.ts';

export function memoryLeases(): Leases {
  const rows = new Map<string, { owner: string | null; until: number; fence: number }>();
  return {
    acquire: async (name, owner, now, ttlMs) => {
      const row = rows.get(name) ?? { owner: null, until: 0, fence: 0 };
      if (row.owner !== null && row.owner !== owner && row.until > now) {
        return { status: 'held', owner: row.owner, until: row.until };
      }
      const fence = row.owner === owner ? row.fence : row.fence + 1;
      rows.set(name, { owner, until: now + ttlMs, fence });
      return { status: 'granted', fence };
    },
    renew: async (name, owner, now, ttlMs) => {
      const row = rows.get(name);
      if (row?.owner !== owner || row.until <= now) return false;
      row.until = now + ttlMs;
      return true;
    },
    release: async (name, owner) => {
      const row = rows.get(name);
      if (row?.owner !== owner) return false;
      row.owner = null;
      return true;
    },
  };
}
