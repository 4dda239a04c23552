import type { NotRun, NotRunCause } from '../../actors/notRun.ts';
import { Problem, retryAfter } from './problem.ts';
import type { ProblemType } from './problem.ts';

const types: Readonly<Record<NotRunCause, ProblemType>> = {
  unknown: 'unknown-capability',
  nothing_served: 'nothing-served',
  quarantined: 'quarantined',
  limits: 'limits-not-met',
  input: 'bad-input',
  quota: 'quota-used-up',
};

/** Why nothing ran, as a problem. */
export function notRunProblem({ cause, reason, retryAt }: NotRun): Problem {
  const headers = retryAt === undefined ? {} : retryAfter(retryAt, Date.now());
  return new Problem(types[cause], reason, { headers });
}
