import { Hono } from 'hono';
import type { Env } from './house.ts';
import { chatRoutes } from './openai/chat.ts';
import { embeddingRoutes } from './openai/embeddings.ts';
import { modelRoutes } from './openai/models.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { knowledgeRoutes } from './routes/knowledge.ts';
import { runRoutes } from './routes/run.ts';
import { taskRoutes } from './routes/tasks.ts';

/** Every route. What they stand on comes with the request, so that the API can be described without a data folder. */
export const api = new Hono<Env>()
  .route('/', runRoutes)
  .route('/', taskRoutes)
  .route('/', artifactRoutes)
  .route('/', knowledgeRoutes)
  .route('/', eventRoutes)
  .route('/', healthRoutes)
  .route('/', chatRoutes)
  .route('/', embeddingRoutes)
  .route('/', modelRoutes);
