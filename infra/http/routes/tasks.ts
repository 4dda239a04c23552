import { Hono } from 'hono';
import { z } from 'zod';
import { outcomeOf } from '../../answers/taskOutcome.ts';
import { taskPage } from '../../answers/tasks.ts';
import { Id } from '../../../events/commit.ts';
import { TaskPressure } from '../../../events/pressure.ts';
import { bodyOf, described, readingQuery } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Page } from '../page.ts';
import { Problem } from '../problem.ts';
import { Order, submitTask } from '../submit.ts';

const tag = 'Tasks';
const Row = z.looseObject({});

const List = Page.extend({
  capability: Id.optional().describe('Only for one capability'),
  outcome: z.enum(['open', 'answered', 'unanswered', 'rejected']).optional(),
});
const Submitted = z.object({
  task: z.string(),
  capability: z.string(),
  status: z.enum(['published', 'duplicate']).describe('`duplicate`: this very task was submitted before'),
});
const TaskState = z.object({
  task: z.string(),
  outcome: z.enum(['answered', 'unanswered', 'rejected', 'open']),
  capability: z.string().nullable(),
  artifact: z.string().nullable(),
  quality: z.number().nullable(),
  reason: z.string().nullable(),
  ways_out: z.array(z.string()),
  pressure: TaskPressure.nullable().describe(
    'Only of a task that said which quality it needs, or that it is urgent',
  ),
  steps: z.array(z.object({ position: z.int(), at: z.string(), fact: Row })),
});

/** POST /v1/tasks, GET /v1/tasks, GET /v1/tasks/{id}: work on code that is asked for. */
export const taskRoutes = new Hono<Env>()
  .post(
    '/v1/tasks',
    described({
      tag,
      scope: 'task',
      summary: 'Ask for an implementation of a capability',
      description:
        'With `spec` the capability is declared first, where it is not declared yet. The outcome, refusal included, is a fact of the task: ' +
        'GET /v1/tasks/{task}, or /v1/events?actor=task/{task}.',
      status: 202,
      answer: Submitted,
      body: Order,
      headers: { 'Idempotency-Key': 'The task’s name: submitting it twice is submitting it once' },
      problems: ['bad-request', 'bad-order', 'task-conflict', 'too-large'],
    }),
    needs('task'),
    async (c) => {
      const order = await bodyOf(c, Order, 'bad-order');
      const submitted = await submitTask(await c.get('house').dse(), order, c.req.header('idempotency-key'));
      return c.json(submitted, 202, { location: `/v1/tasks/${submitted.task}` });
    },
  )
  .get(
    '/v1/tasks',
    described({
      tag,
      scope: 'read',
      summary: 'What was asked for, and what became of it; newest first',
      description: 'Rows of the view `tasks`. A task that still waits in the queue is not among them.',
      answer: z.object({ tasks: z.array(Row) }),
      problems: ['bad-request'],
    }),
    needs('read'),
    readingQuery(List),
    async (c) => {
      const { capability = null, outcome = null, limit, offset } = c.req.valid('query');
      const knowledge = await c.get('house').knowledge();
      return c.json({ tasks: await taskPage(knowledge, { capability, outcome, limit, offset }) });
    },
  )
  .get(
    '/v1/tasks/:id',
    described({
      tag,
      scope: 'read',
      summary: 'What became of a task, step by step',
      description: '404 as long as no worker took it from the queue.',
      answer: TaskState,
      problems: ['not-known'],
    }),
    needs('read'),
    async (c) => {
      const { substrate } = await c.get('house').dse();
      const id = c.req.param('id');
      const dead = (await substrate.tasks.dead()).find((task) => task.id === id);
      if (dead) throw new Problem('not-known', `task "${id}" was set aside: ${dead.reason}`);
      return c.json(await outcomeOf(substrate, id));
    },
  );
