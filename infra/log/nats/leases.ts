import type { Leases } from '../../../events/substrate/leases.ts';
import type { Register } from './register.ts';
import { token } from './token.ts';

type Lease = { readonly owner: string | null; readonly until: number; readonly fence: number };

/** Named rights, each an entry that is written only at the revision that was read. */
export function natsLeases(register: Register<Lease>): Leases {
  const change = async (
    name: string,
    owner: string,
    next: (held: Lease) => Lease | null,
  ): Promise<boolean> => {
    const found = await register.fetch(token(name));
    if (found?.value.owner !== owner) return false;
    const changed = next(found.value);
    return changed !== null && (await register.write(token(name), changed, found.revision)) !== null;
  };

  return {
    acquire: async (name, owner, now, ttlMs) => {
      for (;;) {
        const found = await register.fetch(token(name));
        const held = found?.value ?? { owner: null, until: 0, fence: 0 };
        if (held.owner !== null && held.owner !== owner && held.until > now)
          return { status: 'held', owner: held.owner, until: held.until };
        const fence = held.owner === owner ? held.fence : held.fence + 1;
        const taken = { owner, until: now + ttlMs, fence };
        if (await register.write(token(name), taken, found?.revision ?? 0))
          return { status: 'granted', fence };
      }
    },
    renew: (name, owner, now, ttlMs) =>
      change(name, owner, (held) => (held.until > now ? { ...held, until: now + ttlMs } : null)),
    release: (name, owner) => change(name, owner, (held) => ({ ...held, owner: null, until: 0 })),
  };
}

export type { Lease };
