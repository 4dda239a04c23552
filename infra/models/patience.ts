import { circuitBreaker, ConsecutiveBreaker, DelegateBackoff, handleWhenResult, retry } from 'cockatiel';
import type { CircuitBreakerPolicy, RetryPolicy } from 'cockatiel';
import { deriveSeed, randomFrom } from '../../machines/rules/random.ts';
import type { Attempted } from './attempt.ts';

/** Waits between attempts: doubled from `firstMs` up to `mostMs`, or what the provider asks for. */
export type Backoff = { readonly firstMs: number; readonly mostMs: number };
/**
 * After `failures` lost attempts in a row nobody is asked for `openMs`; then one attempt finds out. An attempt that ran out of time is lost when the
 * server was left alone for `hungMs`; a shorter one says more about the caller's patience.
 */
export type Breaking = { readonly failures: number; readonly openMs: number; readonly hungMs: number };

export const BACKOFF: Backoff = { firstMs: 500, mostMs: 20_000 };
export const BREAKING: Breaking = { failures: 5, openMs: 30_000, hungMs: 10_000 };

/** Between half and the whole of the doubled wait, from the key alone: callers that failed together do not come back together. */
export function waitMs({ firstMs, mostMs }: Backoff, key: string, attempt: number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + 0.5 * randomFrom(deriveSeed(attempt, key)).uniform()));
}

/** Asks again while that may help and the provider's own wait fits into what is left. */
export function retrying(
  { retries, backoff, key }: { retries: number; backoff: Backoff; key: string },
  mayAgain: (attempted: Attempted) => boolean,
): RetryPolicy {
  const policy = retry(
    handleWhenResult((result) => mayAgain(result as Attempted)),
    {
      maxAttempts: retries,
      backoff: new DelegateBackoff(({ attempt, result }) => {
        const attempted = 'value' in result ? (result.value as Attempted) : null;
        const asked = attempted?.status === 'failed' ? attempted.afterMs : null;
        return asked ?? waitMs(backoff, key, attempt);
      }),
    },
  );
  // The timeout around it holds the process; what is left of a wait after that must not.
  return policy.dangerouslyUnref();
}

/** Opens when the server is gone, not when it answers with a refusal. */
export function breaking(
  { failures, openMs }: Breaking,
  isLost: (attempted: Attempted) => boolean,
): CircuitBreakerPolicy {
  return circuitBreaker(
    handleWhenResult((result) => isLost(result as Attempted)),
    { breaker: new ConsecutiveBreaker(failures), halfOpenAfter: openMs },
  );
}
