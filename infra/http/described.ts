import { describeRoute, resolver, validator } from 'hono-openapi';
import type { DescribeRouteOptions } from 'hono-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { Problem, problems } from './problem.ts';
import type { ProblemType } from './problem.ts';
import type { Scope } from './scope.ts';

export type Description = {
  /** Groups routes in the document. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Null: no key is needed. */
  readonly scope: Scope | null;
  /** What comes with 200 (or `status`); absent: said in `media`. */
  readonly answer?: z.ZodType;
  readonly status?: number;
  /** Media types of an answer that is not JSON. */
  readonly media?: readonly string[];
  readonly body?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
  readonly problems: readonly ProblemType[];
};

/** What `application/problem+json` holds. */
const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    remedy: z.string(),
    request: z.string(),
  })
  .meta({ ref: 'Problem' });

/** Describes a route in the OpenAPI document. What can go wrong with any request need not be named. */
export function described(route: Description): MiddlewareHandler {
  const { tag, summary, scope, answer, status = 200, media = [], body, headers = {} } = route;
  const types: readonly ProblemType[] = [
    ...(scope === null ? [] : (['no-key', 'wrong-scope', 'too-many'] as const)),
    ...route.problems,
  ];
  const byStatus = Map.groupBy(new Set(types), (type) => problems[type][0]);
  const scoped = scope === null ? '' : `Needs scope \`${scope}\` where the server has keys. `;
  const spec: DescribeRouteOptions = {
    tags: [tag],
    summary,
    description: `${scoped}${route.description ?? ''}`.trim(),
    security: scope === null ? [] : [{ key: [] }],
    parameters: Object.entries(headers).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      schema: { type: 'string' },
    })),
    responses: {
      [status]: {
        description: 'Done',
        content: {
          ...(answer ? { 'application/json': { schema: resolver(answer) } } : {}),
          ...Object.fromEntries(media.map((type) => [type, { schema: { type: 'string' } }])),
        },
      },
      ...Object.fromEntries(
        [...byStatus].map(([code, of]) => [
          code,
          {
            description: of.map((type) => `\`${type}\`: ${problems[type][1]}`).join('; '),
            content: { 'application/problem+json': { schema: resolver(ProblemDetails) } },
          },
        ]),
      ),
    },
    ...(body ? { requestBody: { content: { 'application/json': { schema: resolver(body) } } } } : {}),
  };
  return describeRoute(spec);
}

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

/** What is wrong first, and where. */
function firstIssue(issues: readonly Issue[], whole: string): Problem {
  const [issue] = issues;
  const path = (issue?.path ?? [])
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.');
  return new Problem('bad-request', `${path || whole}: ${issue?.message ?? 'cannot be read'}`, {
    param: path,
  });
}

/** Reads the query of a request by a schema, or ends it with what is wrong and where. */
export function readingQuery<S extends z.ZodType>(schema: S) {
  return validator('query', schema, (result) => {
    if (!result.success) throw firstIssue(result.error, 'query');
  });
}

/** The body of a request, read by a schema whatever its content type says. @throws Problem of that type. */
export async function bodyOf<S extends z.ZodType>(
  c: Context,
  schema: S,
  type: ProblemType = 'bad-request',
): Promise<z.infer<S>> {
  const text = await c.req.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Problem('bad-request', `the body is not JSON: ${String(error)}`);
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const { message, extra } = firstIssue(read.error.issues, 'body');
  throw new Problem(type, message, extra);
}
