import type { MiddlewareHandler } from 'hono';
import type { Env } from './house.ts';

/**
 * Lets bodies through whose length no header says (chunked ones, and none at all). They have to be counted while they are read, for which
 * hono makes a new request of the old one: that works with Node's own requests only, not with those of the adaptor.
 */
export const unmeasuredBody: MiddlewareHandler<Env> = async (c, next) => {
  const { method, headers, body, signal, url } = c.req.raw;
  const counted = headers.has('content-length') && !headers.has('transfer-encoding');
  if (!counted && body !== null)
    c.req.raw = new Request(url, { method, headers, body, duplex: 'half', signal });
  await next();
};
