import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scene } from './scenes.ts';

export type Asked = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
};

export type ScriptedServer = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  /** Requests being answered at the same time: the most so far. */
  readonly most: () => number;
  /** Requests being answered now. */
  readonly now: () => number;
  /** Scenes for the next requests, one each; after them it is sound again. */
  play(...scenes: readonly Scene[]): void;
  close(): Promise<void>;
};

export type Answering = (asked: Asked, scene: Scene | null, response: ServerResponse) => Promise<void>;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** A server of 127.0.0.1 whose protocol is `answer`. */
export async function scriptedServer(answer: Answering): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const scenes: Scene[] = [];
  let [now, most] = [0, 0];
  const server = createServer((request, response) => {
    now += 1;
    most = Math.max(most, now);
    response.on('close', () => (now -= 1));
    void (async () => {
      const body: unknown = JSON.parse((await textOf(request)) || 'null');
      const one = { path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      await answer(one, scenes.shift() ?? null, response);
    })();
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    most: () => most,
    now: () => now,
    play: (...more) => void scenes.push(...more),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
