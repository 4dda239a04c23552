import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { RecordMode } from '../../actors/recorder.ts';
import { api } from './api.ts';
import { describingRoutes } from './describing.ts';
import { openAiResponse, problemResponse, problemTold } from './errors.ts';
import type { OnTrouble } from './errors.ts';
import { guard } from './guard.ts';
import type { Guarding } from './guard.ts';
import type { Env, HttpHouse } from './house.ts';
import { mcpGuards, mcpHandler } from './mcp/handler.ts';
import { Problem } from './problem.ts';
import { unmeasuredBody } from './unmeasuredBody.ts';

export type AppSettings = Guarding & {
  readonly record: RecordMode;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly leaving: AbortSignal;
  /** Hears of what nobody expected. */
  readonly onTrouble: OnTrouble;
};

/** Routes whose clients read errors in OpenAI's shape. */
const OPENAI = /^\/v1\/(chat|embeddings|models)\b/;

/** The API over one data folder, as a handler of requests. */
export function httpApp(house: HttpHouse, settings: AppSettings): Hono<Env> {
  const { record, leaving, onTrouble } = settings;
  const app = new Hono<Env>();
  app.use(requestId({ limitLength: 200 }), secureHeaders());
  app.use(async (c, next) => {
    c.set('house', house);
    c.set('record', record);
    c.set('leaving', leaving);
    c.set('onTrouble', onTrouble);
    await next();
  });
  app.use('/mcp', ...mcpGuards(settings.hosts));
  app.use(guard(settings));
  app.use(
    unmeasuredBody,
    bodyLimit({
      maxSize: settings.bodyLimit,
      onError: () => {
        throw new Problem('too-large', `a body has at most ${settings.bodyLimit} bytes here`);
      },
    }),
  );
  app.route('/', api);
  app.route('/', describingRoutes);
  app.all('/mcp', mcpHandler(house, settings));
  app.notFound((c) => {
    throw new Problem('no-such-route', `${c.req.method} ${c.req.path} is not served here`);
  });
  app.onError((error, c) => {
    const id = c.get('requestId');
    const problem = problemTold(error, id, onTrouble);
    const response = OPENAI.test(c.req.path) ? openAiResponse(problem, id) : problemResponse(problem, id);
    response.headers.set('x-request-id', id);
    return response;
  });
  return app;
}
