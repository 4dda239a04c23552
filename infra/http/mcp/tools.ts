import { McpServer } from '@modelcontextprotocol/server';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { RecordMode } from '../../../actors/recorder.ts';
import { FIND, foundIn } from '../../answers/find.ts';
import { outcomeOf } from '../../answers/taskOutcome.ts';
import { whyOf, whyStep } from '../../answers/why.ts';
import { Id } from '../../../events/commit.ts';
import { version } from '../../cli/version.ts';
import { problemTold } from '../errors.ts';
import type { OnTrouble } from '../errors.ts';
import type { HttpHouse } from '../house.ts';
import { problems } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { ranOrProblem } from '../routes/run.ts';
import type { Scope } from '../scope.ts';
import { unitOf } from '../unit.ts';
import { Order, submitTask } from '../submit.ts';

type Asking = {
  readonly record: RecordMode;
  readonly requestId: string;
  readonly onTrouble: OnTrouble;
  /** Whether the caller may. */
  readonly may: (scope: Scope) => boolean;
};

/** The tools for agents, those that the caller may use: find, run, submit, status, why. */
export function mcpTools(house: HttpHouse, { record, requestId, onTrouble, may }: Asking): McpServer {
  const told = (work: () => Promise<object>) =>
    answered(work, (error) => problemTold(error, requestId, onTrouble));
  const server = new McpServer({ name: 'dse', version });
  if (may('read')) {
    server.registerTool(
      'find',
      {
        description:
          'Finds proven functions, tools and workflows by what they do. `run` runs what is served for a `capability`.',
        inputSchema: z.object({
          text: z.string().min(1).describe('What it should do, in words'),
          limit: z.int().min(1).max(50).default(FIND.limit),
        }),
        annotations: { readOnlyHint: true },
      },
      ({ text, limit }) =>
        told(async () => ({
          findings: await foundIn(await house.memory(), {
            text,
            limit,
            minQuality: FIND.minQuality,
            minSimilarity: FIND.minSimilarity,
            tags: [],
          }),
        })),
    );
    server.registerTool(
      'status',
      {
        description: 'What became of a task, step by step: open, answered, unanswered or rejected, and why.',
        inputSchema: z.object({ task: Id }),
        annotations: { readOnlyHint: true },
      },
      ({ task }) => told(async () => outcomeOf((await house.dse()).substrate, task)),
    );
    server.registerTool(
      'why',
      {
        description:
          'The recorded facts that caused what an artifact, a capability or a task is, back to where they began.',
        inputSchema: z.object({ id: z.string().min(1) }),
        annotations: { readOnlyHint: true },
      },
      ({ id }) =>
        told(async () => {
          const { chain, beginning, parents } = await whyOf((await house.dse()).substrate, id);
          return { chain: chain.map(whyStep), beginning, parents };
        }),
    );
  }
  if (may('run'))
    server.registerTool(
      'run',
      {
        description:
          'Runs what is proven for a capability on an input that fits its schema, and records the run.',
        inputSchema: z.object({
          capability: Id,
          input: z.unknown().describe('Any JSON the capability takes'),
          unit: z
            .string()
            .optional()
            .describe('Who asks, a customer or a session: keeps its version while a rollout goes on'),
        }),
      },
      ({ capability, input, unit }) =>
        told(async () => {
          const { server: serving } = await house.dse();
          const request = {
            capability,
            input: JSON.stringify(input ?? null),
            correlation: requestId,
            ...unitOf(unit),
          };
          const { output, run } = ranOrProblem(await serving.run(request, record));
          const { ran: artifact, quality, failed, cache, cost_micro } = run;
          const value: unknown = JSON.parse(output);
          return {
            output: value,
            artifact,
            run: requestId,
            quality,
            failed,
            cache,
            cost_usd: cost_micro / 1e6,
          };
        }),
    );
  if (may('task'))
    server.registerTool(
      'submit',
      {
        description:
          'Asks for an implementation of a declared capability, or of the one in `spec`. `status` tells what became of it.',
        inputSchema: Order.extend({ id: Id.optional().describe('Names the task: twice is once') }),
        annotations: { idempotentHint: true },
      },
      ({ id, ...order }) => told(async () => submitTask(await house.dse(), order, id)),
    );
  return server;
}

/** An answer as JSON, or what went wrong and what to do. */
async function answered(
  work: () => Promise<object>,
  problemOf: (error: unknown) => Problem,
): Promise<CallToolResult> {
  try {
    const answer = await work();
    const text = JSON.stringify(answer);
    return {
      content: [{ type: 'text', text }],
      structuredContent: JSON.parse(text) as Record<string, unknown>,
    };
  } catch (error) {
    const { type, message } = problemOf(error);
    const [, title, remedy] = problems[type];
    return { content: [{ type: 'text', text: `${title}: ${message}. ${remedy}` }], isError: true };
  }
}
