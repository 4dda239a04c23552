import { JetStreamApiError } from '@nats-io/jetstream';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import { LogFailure } from '../failure.ts';
import type { Ground } from './ground.ts';

/** Codes of JetStream's API (server's errors.json). */
const NO_STORAGE = new Set([10023, 10028, 10047, 10077, 10118]);
const EXPECTED_OTHER = new Set([10071, 10164]);
const NOT_FOUND = new Set([10037, 10059, 10014]);
const OFF = new Set([10039, 10076]);
const NO_PEERS = 10005;
const NO_CLUSTER = 10074;
/** The server says that it cannot now: too much at once, or no leader. */
const NOT_NOW = new Set([429, 503]);
/** The same message is on its way into the copies: asked again, the answer is where it stands. */
const ON_ITS_WAY = 10158;

/** The client's name for the error that nobody listens to a request of JetStream's API. */
export const NOBODY = 'JetStreamNotEnabled';

/** The server did not say what became of a message: it may be stored, or not, or be stored yet. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

const codeOf = (error: unknown): number | null => (error instanceof JetStreamApiError ? error.code : null);

/** The message was not stored because the expected last one was another. */
export function isConflict(error: unknown): boolean {
  return EXPECTED_OTHER.has(codeOf(error) ?? 0);
}

export function isFull(error: unknown): boolean {
  return NO_STORAGE.has(codeOf(error) ?? 0);
}

export function isMissing(error: unknown): boolean {
  return NOT_FOUND.has(codeOf(error) ?? 0);
}

/** Too few servers of the cluster are there to hold the copies that are wanted. */
export function isShortOfPeers(error: unknown): boolean {
  return codeOf(error) === NO_PEERS;
}

/** Copies are wanted of a server that stands alone. */
export function isAlone(error: unknown): boolean {
  return codeOf(error) === NO_CLUSTER;
}

/** A stream of this name is there, or is being made. */
export function isTaken(error: unknown): boolean {
  return codeOf(error) === 10058;
}

/** Nobody said what became of the request, or that it cannot be done now: the same may be asked again. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof JetStreamApiError)
    return error.code === ON_ITS_WAY || (NOT_NOW.has(error.status) && !isFull(error) && !OFF.has(error.code));
  return (
    error instanceof Unanswered ||
    error instanceof TimeoutError ||
    error instanceof NoRespondersError ||
    error instanceof RequestError ||
    (error instanceof Error && error.name === NOBODY)
  );
}

/** The server does not let this user do it. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && /permissions? violation/i.test(error.message);
}

/** What NATS threw, in the words of this log: what, where, what to do. */
export function logFailure(error: unknown, { url, nc }: Pick<Ground, 'url' | 'nc'>): LogFailure {
  if (error instanceof LogFailure) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (isFull(error))
    return new LogFailure(
      'full',
      `log ${url} cannot grow: ${said}. Nothing was written; raise the limits of the account or the server's disk and try again`,
    );
  if (isForbidden(error))
    return new LogFailure(
      'other',
      `log ${url}: this user has no permission for it (${said}): connect as one that has, see infra/log/nats/server.conf`,
    );
  if (nc.isClosed()) return new LogFailure('closed', `log ${url} is closed: ${said}; open it again to go on`);
  if (error instanceof Unanswered)
    return new LogFailure(
      'unreachable',
      `log ${url}: ${said}. What was sent may be stored or not: look at the server and send the same again, twice is once`,
    );
  return new LogFailure('other', `log ${url} did not do it: ${said}; look at the server and try again`);
}
