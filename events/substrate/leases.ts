/** A named right that one owner holds for a while: speed, never safety (law 6). */
export interface Leases {
  /** `fence` grows with every change of owner. */
  acquire(
    name: string,
    owner: string,
    now: number,
    ttlMs: number,
  ): Promise<
    | { readonly status: 'granted'; readonly fence: number }
    | { readonly status: 'held'; readonly owner: string; readonly until: number }
  >;
  renew(name: string, owner: string, now: number, ttlMs: number): Promise<boolean>;
  release(name: string, owner: string): Promise<boolean>;
}
