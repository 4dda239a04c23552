import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { removeDoor, writeDoor } from './doorFile.ts';

/** A command as it comes through the door. */
export const DoorRequest = z.strictObject({
  command: z.string().max(100),
  options: z.unknown(),
  form: z.strictObject({ json: z.boolean(), colour: z.boolean(), width: z.int().min(1).nullable() }),
});
export type DoorRequest = z.infer<typeof DoorRequest>;

/** One line of the answer; the last one is the exit code. */
export type DoorLine = { readonly out: string } | { readonly err: string } | { readonly exit: number };

/** Does a command for somebody at the door; `signal` fires when they leave. */
export type Serve = (request: DoorRequest, signal: AbortSignal) => AsyncIterable<DoorLine>;

export type OpenDoor = { readonly address: string; close(): Promise<void> };

const BODY_MAX = 4 * 1024 * 1024;

/**
 * Opens the door of a data folder: a small HTTP server on the loopback address alone, its whereabouts and token in `door.json`.
 * Without the token, or with the name of another host (a page in a browser), nothing is done.
 */
export async function openDoor(folder: string, version: string, serve: Serve): Promise<OpenDoor> {
  const token = randomBytes(32).toString('hex');
  const busy = new Set<Promise<void>>();
  const leaving = new AbortController();
  const server = createServer((request, response) => {
    const answered = answer(request, response, { token, serve, leaving: leaving.signal }).catch(
      () => void response.destroy(),
    );
    busy.add(answered);
    void answered.finally(() => busy.delete(answered));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeDoor(folder, { address, pid: process.pid, token, version });
  return {
    address,
    close: async () => {
      removeDoor(folder, token);
      leaving.abort();
      server.close();
      await Promise.all(busy);
      server.closeAllConnections();
    },
  };
}

type Guarded = { readonly token: string; readonly serve: Serve; readonly leaving: AbortSignal };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, serve, leaving }: Guarded,
): Promise<void> {
  const refuse = (status: number, reason: string) =>
    response.writeHead(status, { 'content-type': 'text/plain' }).end(reason);
  if (!ownName(request)) return void refuse(403, 'the door only answers to its loopback address');
  if (request.headers.origin !== undefined)
    return void refuse(403, 'the door does not answer pages of a browser');
  if (!sameToken(request.headers.authorization, token))
    return void refuse(401, 'the token is not the one in door.json');
  if (request.method !== 'POST' || request.url !== '/command') return void refuse(404, 'POST /command');
  const body = await bodyOf(request);
  const parsed = body === null ? null : DoorRequest.safeParse(jsonOf(body));
  if (!parsed?.success)
    return void refuse(400, 'a command is JSON {command, options, form} of at most 4 MiB');

  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for await (const line of serve(parsed.data, AbortSignal.any([gone.signal, leaving]))) {
    if (gone.signal.aborted) break;
    if (!response.write(`${JSON.stringify(line)}\n`))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/** A page elsewhere can be made to resolve to 127.0.0.1, but not to send this name. */
function ownName(request: IncomingMessage): boolean {
  const port = request.socket.localPort;
  return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
}

/** Compared as hashes, so that neither length nor first difference shows in the time it takes. */
function sameToken(header: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(header ?? ''), hash(`Bearer ${token}`));
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
