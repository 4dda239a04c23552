import { Hono } from 'hono';
import { z } from 'zod';
import { artifactOf, artifactPage, sourceOf } from '../../answers/artifacts.ts';
import { lineageOf, relativeRow } from '../../answers/lineage.ts';
import { whyOf, whyStep } from '../../answers/why.ts';
import { Id } from '../../../events/commit.ts';
import { described, readingQuery } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Page } from '../page.ts';

const tag = 'Know';
const scope = 'read';
const Row = z.looseObject({});

const List = Page.extend({
  capability: Id.optional().describe('Only of one capability'),
  all: z.stringbool().default(false).describe('Rejected candidates, too'),
});

/** GET /v1/artifacts and what is known of each: row, source, family, and why it is there. */
export const artifactRoutes = new Hono<Env>()
  .get(
    '/v1/artifacts',
    described({
      tag,
      scope,
      summary: 'Artifacts, tools and workflows, oldest first',
      description: 'Rows of the view `artifacts`.',
      answer: z.object({ artifacts: z.array(Row) }),
      problems: ['bad-request'],
    }),
    needs(scope),
    readingQuery(List),
    async (c) => {
      const { capability = null, all, limit, offset } = c.req.valid('query');
      const knowledge = await c.get('house').knowledge();
      return c.json({ artifacts: await artifactPage(knowledge, { capability, all, limit, offset }) });
    },
  )
  .get(
    '/v1/artifacts/:id',
    described({
      tag,
      scope,
      summary: 'All that is known of one',
      answer: Row,
      problems: ['not-known'],
    }),
    needs(scope),
    async (c) => c.json(await artifactOf(await c.get('house').knowledge(), c.req.param('id'))),
  )
  .get(
    '/v1/artifacts/:id/source',
    described({
      tag,
      scope,
      summary: 'The code itself; of a tool or workflow its declaration',
      answer: z.object({
        id: z.string(),
        kind: z.string(),
        language: z.string(),
        hash: z.string(),
        source: z.string(),
      }),
      problems: ['not-known'],
    }),
    needs(scope),
    async (c) => c.json(await sourceOf((await c.get('house').dse()).substrate, c.req.param('id'))),
  )
  .get(
    '/v1/artifacts/:id/lineage',
    described({
      tag,
      scope,
      summary: 'Its family: ancestors, descendants and siblings; of a capability all of it',
      description: 'Rows of the view `lineage`, one for each member, with all its `parents`.',
      answer: z.object({ family: z.array(Row) }),
      problems: ['not-known'],
    }),
    needs(scope),
    async (c) => {
      const family = await lineageOf(await c.get('house').knowledge(), c.req.param('id'));
      return c.json({ family: family.map(relativeRow) });
    },
  )
  .get(
    '/v1/why/:id',
    described({
      tag,
      scope,
      summary: 'The facts that caused what is, back to the request or the runs they began with',
      description: 'Of an artifact, a capability (what it serves), or a task.',
      answer: z.object({ chain: z.array(Row), beginning: z.string(), parents: z.array(z.string()) }),
      problems: ['not-known'],
    }),
    needs(scope),
    async (c) => {
      const { substrate } = await c.get('house').dse();
      const { chain, beginning, parents } = await whyOf(substrate, c.req.param('id'));
      return c.json({ chain: chain.map(whyStep), beginning, parents });
    },
  );
