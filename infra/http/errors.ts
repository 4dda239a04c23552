import { HTTPException } from 'hono/http-exception';
import { Problem, problems } from './problem.ts';
import type { ProblemType } from './problem.ts';

/** Errors of the rooms below, told apart by name as the command line does. */
const types: Readonly<Record<string, ProblemType>> = {
  RefusedQuery: 'bad-query',
  BadAsOf: 'bad-query',
  QueryTimeout: 'took-too-long',
  NotKnown: 'not-known',
  LogFailure: 'unavailable',
  DuckdbProblem: 'unavailable',
};

/** What is ours to mend. Its message may name files of this machine: it is for whoever runs the server, not for who asked. */
const OURS: ReadonlySet<ProblemType> = new Set(['unexpected', 'unavailable']);

/** Hears of trouble of the server's own. */
export type OnTrouble = (message: string) => void;

/** Any error as a problem that a client may read; what nobody expected is `unexpected`, and is said to `onTrouble` with the request's id. */
export function problemTold(error: unknown, requestId: string, onTrouble: OnTrouble): Problem {
  const problem = problemOf(error);
  if (error instanceof Problem || !OURS.has(problem.type)) return problem;
  onTrouble(`request ${requestId}: ${(error instanceof Error ? error.stack : null) ?? String(error)}`);
  return new Problem(problem.type, `the server printed why, under the request ${requestId}`);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException)
    return new Problem(error.status === 504 ? 'took-too-long' : 'bad-request', error.message, {
      status: error.status,
    });
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new Problem(types[name] ?? 'unexpected', message);
}

/** Problem details (RFC 9457) with what to do. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const [, title, remedy] = problems[problem.type];
  const body = {
    type: `urn:dse:problem:${problem.type}`,
    title,
    status: problem.status,
    detail: problem.message,
    remedy,
    request: requestId,
    ...problem.extra.more,
  };
  return told(problem, 'application/problem+json', body);
}

/** The same in the shape that clients of OpenAI read. */
export function openAiResponse(problem: Problem, requestId: string): Response {
  const { extra, status, type } = problem;
  const kind =
    status === 401
      ? 'authentication_error'
      : status === 403
        ? 'permission_error'
        : status === 429
          ? 'rate_limit_error'
          : status >= 500
            ? 'server_error'
            : 'invalid_request_error';
  const error = {
    message: `${problem.message.replace(/\.$/, '')}. ${problems[type][2]}`,
    type: kind,
    param: extra.param ?? null,
    code: extra.code ?? type.replaceAll('-', '_'),
    request: requestId,
    ...extra.more,
  };
  return told(problem, 'application/json', { error });
}

/** What ended the same way would end so again, except where waiting helps: clients that retry by themselves are told. */
const PASSING: ReadonlySet<ProblemType> = new Set([
  'too-many',
  'quota-used-up',
  'model-failed',
  'unavailable',
  'took-too-long',
]);

function told({ extra, status, type }: Problem, media: string, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': media,
      'x-should-retry': String(PASSING.has(type)),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...extra.headers,
    },
  });
}
