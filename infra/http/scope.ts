import { z } from 'zod';

/** What a key allows: run what is served, ask for tasks, read what is known; `admin` allows all of it. */
export const Scope = z.enum(['run', 'task', 'read', 'admin']);
export type Scope = z.infer<typeof Scope>;

/** Who asks. */
export type Caller = {
  /** Of the key; `local` where no key is needed. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: no bound. */
  readonly ratePerMinute: number | null;
};

export function allows({ scopes }: Caller, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}
