import { Hono } from 'hono';
import { z } from 'zod';
import { capabilitiesIn, contractOf } from '../../answers/capabilities.ts';
import { FIND, foundIn } from '../../answers/find.ts';
import { JsonSchema } from '../../../events/jsonSchema.ts';
import { viewNames } from '../../../projections/index.ts';
import { described, readingQuery } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Problem } from '../problem.ts';

const tag = 'Know';
const scope = 'read';
const Row = z.looseObject({});
const Share = z.coerce.number().min(0).max(1);

const Find = z.object({
  text: z.string().regex(/[\p{L}\p{N}]/u, 'say what is to be found, in words'),
  limit: z.coerce.number().int().min(1).max(100).default(FIND.limit),
  min_quality: Share.default(FIND.minQuality),
  min_similarity: Share.default(FIND.minSimilarity),
  type: z.string().optional().describe('`function`, `test`, `tool` or `workflow`'),
  language: z.string().optional(),
  capability: z.string().optional(),
  tag: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe('With every one of these'),
});
const Query = z.object({
  sql: z.string().min(1).describe('One SELECT over the views'),
  as_of: z
    .string()
    .optional()
    .describe('A position of the log or a time: the answer as it would have been then'),
});
const Capability = z.object({
  capability: z.string(),
  kind: z.string(),
  description: z.string(),
  declared_at: z.string(),
  served: z.string().nullable(),
  quality: z.number().nullable(),
  runs: z.int(),
});

/** GET /v1/find, /v1/capabilities, /v1/query and /v1/views: what is known. */
export const knowledgeRoutes = new Hono<Env>()
  .get(
    '/v1/find',
    described({
      tag,
      scope,
      summary: 'What was stored and is described like this, the best proven first',
      answer: z.object({ findings: z.array(Row) }),
      problems: ['bad-request'],
    }),
    needs(scope),
    readingQuery(Find),
    async (c) => {
      const { text, limit, min_quality, min_similarity, tag: tags, ...rest } = c.req.valid('query');
      const findings = await foundIn(await c.get('house').memory(), {
        text,
        limit,
        minQuality: min_quality,
        minSimilarity: min_similarity,
        tags: [tags].flat(),
        ...rest,
      });
      return c.json({ findings });
    },
  )
  .get(
    '/v1/capabilities',
    described({
      tag,
      scope,
      summary: 'What is declared, and what is served for it',
      answer: z.object({ capabilities: z.array(Capability) }),
      problems: [],
    }),
    needs(scope),
    async (c) => c.json({ capabilities: await capabilitiesIn(await c.get('house').knowledge()) }),
  )
  .get(
    '/v1/capabilities/:id',
    described({
      tag,
      scope,
      summary: 'The contract of one: schemas, examples, limits',
      description: 'Without its seeds, controls and oracle, and without the examples that are held out.',
      answer: z.looseObject({ capability: z.string(), input: JsonSchema, output: JsonSchema }),
      problems: ['unknown-capability'],
    }),
    needs(scope),
    async (c) => {
      const id = c.req.param('id');
      const contract = await contractOf(await c.get('house').dse(), id);
      if (contract === null) throw new Problem('unknown-capability', `capability "${id}" is not declared`);
      const { spec, state, served } = contract;
      const {
        seeds: _seeds,
        controls: _controls,
        oracle: _oracle,
        held_out: _held,
        packages: _packages,
        ...told
      } = spec;
      return c.json({ ...told, state, served });
    },
  )
  .get(
    '/v1/query',
    described({
      tag,
      scope,
      summary: 'One SELECT over the views',
      description:
        'Stopped after 10 s, cut off at 10,000 rows (`truncated`). No files, no settings, no second statement.',
      answer: z.object({
        columns: z.array(z.string()),
        rows: z.array(Row),
        truncated: z.boolean(),
        as_of: z.int().nullable(),
      }),
      problems: ['bad-request', 'bad-query', 'took-too-long'],
    }),
    needs(scope),
    readingQuery(Query),
    async (c) => {
      const { sql, as_of } = c.req.valid('query');
      const knowledge = await c.get('house').knowledge();
      const { columns, rows, truncated, asOf } = await knowledge.query(sql, { asOf: as_of ?? null });
      return c.json({ columns, rows, truncated, as_of: asOf });
    },
  )
  .get(
    '/v1/views',
    described({
      tag,
      scope,
      summary: 'The views that can be asked, with their columns',
      answer: z.object({
        views: z.array(z.object({ view: z.string(), columns: z.array(z.string()) })),
      }),
      problems: [],
    }),
    needs(scope),
    async (c) => {
      const knowledge = await c.get('house').knowledge();
      const views = [];
      for (const view of viewNames) {
        const { columns } = await knowledge.query(`SELECT * FROM ${view} LIMIT 0`);
        views.push({ view, columns });
      }
      return c.json({ views });
    },
  );
