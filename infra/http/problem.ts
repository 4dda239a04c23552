/** Every way a request can go wrong: its HTTP status, what it is called, and what to do. Listed in `docs/reference/http.md`. */
export const problems = {
  'bad-request': [400, 'The request cannot be read', 'Send what /openapi.json says.'],
  'bad-query': [400, 'The query was refused', 'Ask one SELECT over the views; GET /v1/views names them.'],
  'no-key': [401, 'A key is needed', 'Send `Authorization: Bearer KEY`; `dse keys add NAME` makes a key.'],
  'wrong-scope': [
    403,
    'The key does not allow this',
    'Use a key with that scope: `dse keys add NAME --scopes …`.',
  ],
  'wrong-host': [
    403,
    'This name is not served',
    'Ask by the address the server listens on, or name it with --allow-host.',
  ],
  'wrong-origin': [
    403,
    'Pages of other sites are not answered',
    'Ask from a program, not from a page in a browser.',
  ],
  'no-such-route': [404, 'There is no such route', 'GET /docs lists the routes.'],
  'unknown-capability': [
    404,
    'The capability is not declared',
    'GET /v1/capabilities lists what is declared; POST /v1/tasks with a `spec` declares one.',
  ],
  'unknown-model': [404, 'There is no such model', 'GET /v1/models lists the names.'],
  'not-known': [404, 'Nothing is known by this name', 'GET /v1/artifacts and GET /v1/tasks list names.'],
  'nothing-served': [409, 'The capability serves nothing yet', 'POST /v1/tasks asks for an implementation.'],
  'limits-not-met': [
    409,
    'No stored implementation meets the limits',
    'Ask for less, or POST /v1/tasks for a better one.',
  ],
  'task-conflict': [409, 'The task’s name is taken by another task', 'Use another Idempotency-Key.'],
  'too-large': [413, 'The body is too large', 'Send less, or raise `serve.body_limit`.'],
  'bad-input': [
    422,
    'The input breaks the capability’s schema',
    'Send an input that fits; GET /v1/capabilities has the schema.',
  ],
  'bad-order': [422, 'The body is no task order', 'Send what /openapi.json says of POST /v1/tasks.'],
  'too-many': [429, 'Too many requests', 'Wait as long as Retry-After says.'],
  'quota-used-up': [
    429,
    'A quota of runs or CPU time is used up',
    'Wait as long as Retry-After says, or raise the quota.',
  ],
  'run-failed': [
    500,
    'The run failed',
    'The same input fails again; GET /v1/why/ID says what is being done about it.',
  ],
  unexpected: [500, 'Something went wrong here', 'See what the server printed with this request id.'],
  'model-failed': [502, 'The language model did not answer', 'Ask again later, or ask another model.'],
  quarantined: [
    503,
    'What is served is quarantined',
    '`dse rollback CAPABILITY` lets its predecessor serve.',
  ],
  unavailable: [503, 'The log cannot be used now', 'Try again; `dse doctor` says more.'],
  'took-too-long': [504, 'It took too long and was stopped', 'Ask for less at once.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

export type ProblemType = keyof typeof problems;

type Extra = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beside the usual ones. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The parameter that is wrong, and another code than the type; for the OpenAI-compatible routes. */
  readonly param?: string;
  readonly code?: string;
};

/** An expected end of a request, thrown where it is found and told as problem details (RFC 9457) or in OpenAI's shape. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly status: number;
  readonly extra: Extra;

  constructor(type: ProblemType, detail: string, extra: Extra = {}) {
    super(detail);
    this.type = type;
    this.status = extra.status ?? problems[type][0];
    this.extra = extra;
  }
}

/** Seconds until a moment, at least one; for Retry-After. */
export function retryAfter(untilMs: number, nowMs: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.max(1, Math.ceil((untilMs - nowMs) / 1000))) };
}
