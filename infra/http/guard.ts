import {
  validateHostHeader,
  validateOriginHeader,
  localhostAllowedHostnames,
} from '@modelcontextprotocol/server';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './house.ts';
import { callerOf } from './keys.ts';
import { Problem, retryAfter } from './problem.ts';
import { RateLimit } from './rateLimit.ts';
import { allows } from './scope.ts';
import type { Caller, Scope } from './scope.ts';

export type Guarding = {
  /** Null: the server listens on the loopback address alone and asks for no key. */
  readonly callers: ReadonlyMap<string, Caller> | null;
  /** Names in the Host header that are answered; null: any. */
  readonly hosts: readonly string[] | null;
  /** Of callers without a key. */
  readonly ratePerMinute: number | null;
  readonly clock: () => number;
};

/** What answers without a key: the pages that describe the API, and whether it is alive. */
const OPEN: ReadonlySet<string> = new Set(['/docs', '/openapi.json', '/v1/health']);
/** Whom this server answers: by the right name, not for pages of other sites, with a key where keys are asked for, not too often. */
export function guard({ callers, hosts, ratePerMinute, clock }: Guarding): MiddlewareHandler<Env> {
  const limit = new RateLimit(clock);
  const local: Caller = { name: 'local', scopes: ['admin'], ratePerMinute };
  // Names of keys have no space in them: nobody's requests are counted apart.
  const nobody: Caller = { name: 'no key', scopes: [], ratePerMinute };
  return async (c, next) => {
    if (hosts !== null) {
      // A page elsewhere can be made to resolve to this address, but not to send this name.
      const named = validateHostHeader(c.req.header('host'), [...hosts]);
      if (!named.ok) throw new Problem('wrong-host', named.message);
    }
    const origin = validateOriginHeader(c.req.header('origin'), hosts === null ? [] : [...hosts]);
    if (!origin.ok) throw new Problem('wrong-origin', origin.message);
    const key = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim() ?? null;
    const open = key === null && OPEN.has(c.req.path);
    const caller = callers === null ? local : open ? nobody : callerWith(callers, key);
    const wait = limit.take(caller.name, caller.ratePerMinute);
    if (wait !== null)
      throw new Problem('too-many', `"${caller.name}" may ask ${caller.ratePerMinute} times a minute`, {
        headers: retryAfter(wait, clock()),
      });
    c.set('caller', caller);
    await next();
  };
}

function callerWith(callers: ReadonlyMap<string, Caller>, key: string | null): Caller {
  const caller = key === null ? null : callerOf(callers, key);
  if (caller) return caller;
  throw new Problem('no-key', key === null ? 'no key was sent' : 'the key is not one of this server');
}

/** Lets a request through whose caller has this scope. */
export function needs(scope: Scope): MiddlewareHandler<Env> {
  return async (c, next) => {
    const caller = c.get('caller');
    if (!allows(caller, scope))
      throw new Problem('wrong-scope', `${caller.name} has not the scope "${scope}"`);
    await next();
  };
}

/** The names of this machine to itself. */
export const LOOPBACK: readonly string[] = localhostAllowedHostnames();
