import { Hono } from 'hono';
import { z } from 'zod';
import { capabilitiesIn } from '../../answers/capabilities.ts';
import { described } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env, HttpHouse } from '../house.ts';
import { Problem } from '../problem.ts';

const ModelEntry = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
  dse: z.looseObject({}).optional(),
});
type ModelEntry = z.infer<typeof ModelEntry>;

/** Everything that can be named as `model`: capabilities, embedders, and the models of the configuration. */
async function modelsOf(house: HttpHouse): Promise<readonly ModelEntry[]> {
  const { workshop } = await house.dse();
  const capabilities = await capabilitiesIn(await house.knowledge());
  return [
    ...capabilities.map(({ capability, declared_at, description, served }): ModelEntry => ({
      id: `dse/${capability}`,
      object: 'model',
      created: Math.floor(Date.parse(declared_at) / 1000),
      owned_by: 'dse',
      dse: { description, served },
    })),
    ...[...workshop.models.values()].map(({ name, provider, model, simulated }): ModelEntry => ({
      id: name,
      object: 'model',
      created: 0,
      owned_by: provider,
      dse: { model, simulated },
    })),
  ];
}

/** GET /v1/models, GET /v1/models/{id}. */
export const modelRoutes = new Hono<Env>()
  .get(
    '/v1/models',
    described({
      tag: 'OpenAI',
      summary: 'What can be named as `model`',
      scope: 'run',
      answer: z.object({ object: z.literal('list'), data: z.array(ModelEntry) }),
      problems: [],
    }),
    needs('run'),
    async (c) => c.json({ object: 'list', data: await modelsOf(c.get('house')) }),
  )
  .get(
    // Names have slashes in them.
    '/v1/models/:id{.+}',
    described({
      tag: 'OpenAI',
      summary: 'One of them',
      scope: 'run',
      answer: ModelEntry,
      problems: ['unknown-model'],
    }),
    needs('run'),
    async (c) => {
      const id = c.req.param('id');
      const found = (await modelsOf(c.get('house'))).find((model) => model.id === id);
      if (found) return c.json(found);
      throw new Problem('unknown-model', `the model "${id}" does not exist`, { code: 'model_not_found' });
    },
  );
