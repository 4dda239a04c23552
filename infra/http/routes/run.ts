import { Hono } from 'hono';
import { z } from 'zod';
import type { Answer } from '../../../actors/server.ts';
import type { RunLimits } from '../../../machines/rules/feasible.ts';
import { described, readingQuery } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { unitOf } from '../unit.ts';
import { notRunProblem } from '../notRunProblem.ts';
import { Problem } from '../problem.ts';

const Query = z.object({
  min_quality: z.coerce.number().min(0).max(1).optional().describe('Least quality of what answers'),
  max_latency_ms: z.coerce
    .number()
    .positive()
    .optional()
    .describe('95 of 100 runs of what answers took no longer'),
  max_cost_usd: z.coerce
    .number()
    .min(0)
    .optional()
    .describe('A run of what answers costs no more on average'),
  record: z
    .enum(['buffered', 'durable'])
    .optional()
    .describe('`durable`: answered when the run is in the log; default: as the server was started'),
});

const RunAnswer = z.object({
  output: z.unknown().describe('JSON that fits the output schema of the capability'),
  artifact: z.string().describe('What ran'),
  run: z.string().describe('The request’s id: the `correlation` of the run in the log'),
  quality: z
    .number()
    .nullable()
    .describe('Share of postconditions, properties and the output schema that held'),
  failed: z.array(z.string()).describe('Those that did not hold'),
  latency_us: z.int(),
  fuel: z.int().nullable().describe('Counted on a sample'),
  cost_usd: z.number().describe('Priced compute'),
  cache: z.enum(['hit', 'miss', 'none']),
});

/** Numbers of a request as the actors count: µs and micro-dollars. */
export function limitsOf(asked: Omit<z.infer<typeof Query>, 'record'>): RunLimits {
  const { min_quality, max_latency_ms, max_cost_usd } = asked;
  return {
    minQuality: min_quality ?? null,
    maxLatencyUs: max_latency_ms === undefined ? null : max_latency_ms * 1000,
    maxCostMicro: max_cost_usd === undefined ? null : max_cost_usd * 1e6,
  };
}

/** What a run came to, or the problem it ended in. @throws Problem. */
export function ranOrProblem(answer: Answer): Extract<Answer, { status: 'ok' }> {
  if (answer.status === 'refused') throw notRunProblem(answer);
  if (answer.status === 'ok') return answer;
  const { outcome, error, run } = answer;
  throw new Problem('run-failed', `${run.ran} ended with ${outcome}: ${error}`, {
    more: { outcome, artifact: run.ran, run: run.correlation },
  });
}

/** POST /v1/run/{capability}: runs what is stored for a capability on the body. */
export const runRoutes = new Hono<Env>().post(
  '/v1/run/:capability',
  described({
    tag: 'Run',
    summary: 'Run what is proven for a capability on an input',
    description:
      'The body is the input. Under limits the stored implementation answers that is known to meet them: what is served when it does, ' +
      'else the best of the others; one that was never measured comes last.',
    scope: 'run',
    answer: RunAnswer,
    body: z.unknown().describe('JSON that fits the input schema of the capability'),
    headers: {
      'X-Request-Id': 'Names the run in the log; made here unless given (letters, digits, `-`, `_`)',
      'X-Unit':
        'Who asks, a customer or a session: keeps its version while a rollout goes on. Only its sha256 is recorded; default: the input',
    },
    problems: [
      'bad-request',
      'unknown-capability',
      'nothing-served',
      'limits-not-met',
      'too-large',
      'bad-input',
      'quota-used-up',
      'run-failed',
      'quarantined',
    ],
  }),
  needs('run'),
  readingQuery(Query),
  async (c) => {
    const { record = c.get('record'), ...asked } = c.req.valid('query');
    const { server } = await c.get('house').dse();
    const input = await c.req.text();
    const capability = c.req.param('capability');
    const request = {
      capability,
      input,
      correlation: c.get('requestId'),
      limits: limitsOf(asked),
      ...unitOf(c.req.header('x-unit')),
    };
    const { output, run } = ranOrProblem(await server.run(request, record));
    const { ran, quality, failed, latency_us, fuel, cost_micro, cache, correlation } = run;
    return c.json({
      output: JSON.parse(output) as unknown,
      artifact: ran,
      run: correlation,
      quality,
      failed,
      latency_us,
      fuel,
      cost_usd: cost_micro / 1e6,
      cache,
    });
  },
);
