/** Why nothing ran. `limits`: no stored implementation is known to meet what the caller asks; `input`: it breaks the schema. */
export type NotRunCause = 'unknown' | 'nothing_served' | 'quarantined' | 'limits' | 'input' | 'quota';

/** The answer to a request for which nothing ran. */
export type NotRun = {
  readonly status: 'refused';
  readonly cause: NotRunCause;
  /** What, where, what to do. */
  readonly reason: string;
  /** When asking again may help, ms since the epoch. */
  readonly retryAt?: number;
};

export function notRun(cause: NotRunCause, reason: string, retryAt?: number): NotRun {
  return { status: 'refused', cause, reason, ...(retryAt === undefined ? {} : { retryAt }) };
}
