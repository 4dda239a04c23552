import { describeRoute, resolver, validator } from 'hono-openapi';
import type { DescribeRouteOptions } from 'hono-openapi';
import type { MiddlewareHandler, ValidationTargets } from 'hono';
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
const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  remedy: z.string(),
  request: z.string(),
});

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

/** Reads a part of a request by a schema, or ends it with what is wrong and where. */
export function reading<S extends z.ZodType, T extends keyof ValidationTargets>(target: T, schema: S) {
  return validator(target, schema, (result) => {
    if (result.success) return;
    const [issue] = result.error;
    const path = (issue?.path ?? [])
      .map((part) => String(typeof part === 'object' ? part.key : part))
      .join('.');
    throw new Problem('bad-request', `${path || target}: ${issue?.message ?? 'cannot be read'}`, {
      param: path,
    });
  });
}
