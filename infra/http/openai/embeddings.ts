import { Hono } from 'hono';
import { z } from 'zod';
import { bodyOf, described } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Problem } from '../problem.ts';

const EmbeddingRequest = z.looseObject({
  model: z.string().describe('`dse/<embedder>` of GET /v1/models'),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.int().min(1).nullish().describe('Only the embedder’s own number'),
});

/** POST /v1/embeddings: vectors of texts, by the embedder that `find` uses. */
export const embeddingRoutes = new Hono<Env>().post(
  '/v1/embeddings',
  described({
    tag: 'OpenAI',
    scope: 'run',
    summary: 'Vectors of texts, by the embedder that finds what is stored',
    description:
      'The lexical embedder is fitted on what is stored: more of it makes another version, under another name. Vectors of different ' +
      'names are never compared.',
    answer: z.looseObject({ object: z.literal('list') }),
    body: EmbeddingRequest,
    problems: ['bad-request', 'unknown-model', 'too-large'],
  }),
  needs('run'),
  async (c) => {
    const { model, input, encoding_format, dimensions } = await bodyOf(c, EmbeddingRequest);
    const embedder = await (await c.get('house').memory()).embedder();
    if (embedder === null || model !== `dse/${embedder.name}`) {
      const now =
        embedder === null ? 'there is none as long as nothing is stored' : `now it is "dse/${embedder.name}"`;
      throw new Problem('unknown-model', `there is no embedder "${model}": ${now}`, {
        param: 'model',
        code: 'model_not_found',
      });
    }
    if (dimensions !== undefined && dimensions !== null && dimensions !== embedder.dims)
      throw new Problem('bad-request', `vectors of ${embedder.name} have ${embedder.dims} dimensions`, {
        param: 'dimensions',
      });
    const vectors = await embedder.embed([input].flat());
    return c.json({
      object: 'list',
      model,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding_format === 'float' ? [...vector] : base64(vector),
      })),
      usage: { prompt_tokens: 0, total_tokens: 0 },
    });
  },
);

/** 32-bit floats, little end first, as clients of OpenAI ask for unless told otherwise. */
function base64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}
