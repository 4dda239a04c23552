import { Hono } from 'hono';
import type { Env } from './house.ts';
import { chatRoutes } from './openai/chat.ts';
import { modelRoutes } from './openai/models.ts';
import { healthRoutes } from './routes/health.ts';
import { runRoutes } from './routes/run.ts';

/** Every route. What they stand on comes with the request, so that the API can be described without a data folder. */
export const api = new Hono<Env>()
  .route('/', runRoutes)
  .route('/', healthRoutes)
  .route('/', chatRoutes)
  .route('/', modelRoutes);
