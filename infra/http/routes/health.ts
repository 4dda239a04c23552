import { Hono } from 'hono';
import { z } from 'zod';
import { healthOf } from '../../answers/health.ts';
import { described } from '../described.ts';
import type { Env } from '../house.ts';
import { allows } from '../scope.ts';

const Health = z.object({
  status: z.enum(['ok', 'warn']).describe('`warn`: an operator is wanted'),
  parts: z
    .array(z.object({ part: z.string(), state: z.enum(['ok', 'warn']), count: z.number(), says: z.string() }))
    .optional()
    .describe('What waits, what is held by whom, what lags; for callers with scope `read`'),
});

/** GET /v1/health: is it alive, and is an operator wanted? */
export const healthRoutes = new Hono<Env>().get(
  '/v1/health',
  described({
    tag: 'Know',
    summary: 'Is it alive, and is an operator wanted?',
    scope: null,
    answer: Health,
    problems: ['unavailable'],
  }),
  async (c) => {
    const { substrate, failure } = await c.get('house').dse();
    const parts = await healthOf(substrate);
    const wanted = failure !== null || parts.some(({ state }) => state === 'warn');
    return c.json({
      status: wanted ? 'warn' : 'ok',
      ...(allows(c.get('caller'), 'read') ? { parts } : {}),
    });
  },
);
