import { Worker } from 'node:worker_threads';
import { LogFailure } from '../failure.ts';
import type { Reply, Request } from './groupCommit.ts';
import type { LogFile } from './open.ts';
import type { FromWorker, ToWorker } from './worker.ts';
import type { Writes } from './writes.ts';

/** Does one write in the worker thread; resolves when its transaction is committed. */
export type Writer = <K extends keyof Writes>(
  name: K,
  ...given: Parameters<Writes[K]>
) => Promise<ReturnType<Writes[K]>>;

type Asked = { readonly resolve: (value: never) => void; readonly reject: (reason: unknown) => void };

/** Messages on their way to the worker: one it works on and some that wait there, so that it never idles. */
const MESSAGES_MAX = 3;
/** Writes that leave at once: the worker starts on them while this thread makes the next ones. */
const MESSAGE_WRITES = 24;
const SOURCE = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * Starts the thread that writes, and gives the way to it. What is asked for in one turn travels in a few messages, and
 * everything that waits there becomes one transaction. The thread keeps the process alive only while something is in flight.
 * @throws LogFailure when the log cannot be opened.
 */
export async function startWriter(
  log: LogFile,
): Promise<{ readonly write: Writer; readonly close: () => Promise<void> }> {
  const worker = new Worker(SOURCE, { workerData: log, execArgv: [], name: 'dse-log' });
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const asked: Asked[] = [];
  const sizes: number[] = [];
  let outbox: Request[] = [];
  let flushing = false;
  let refused: LogFailure | undefined;

  const say = (message: ToWorker) => worker.postMessage(message, []);
  const flush = () => {
    flushing = false;
    if (outbox.length === 0) return;
    if (sizes.length === 0) worker.ref();
    sizes.push(outbox.length);
    say(outbox);
    outbox = [];
  };
  const settle = (replies: readonly Reply[]) => {
    let left = replies.length;
    while (left > 0 && sizes[0] !== undefined) {
      const part = Math.min(left, sizes[0]);
      left -= part;
      if (part === sizes[0]) sizes.shift();
      else sizes[0] -= part;
    }
    for (const [index, one] of asked.splice(0, replies.length).entries()) answer(one, replies[index]!);
    if (sizes.length < MESSAGES_MAX) flush();
    if (sizes.length === 0) worker.unref();
  };
  const stop = (reason: LogFailure) => {
    refused ??= reason;
    opened.reject(reason);
    closed.resolve();
    for (const one of asked.splice(0)) one.reject(reason);
  };

  worker.on('message', (message: FromWorker) => {
    if (message === 'ready') opened.resolve();
    else if (message === 'closed') closed.resolve();
    else if ('unopened' in message) answer({ resolve: () => {}, reject: opened.reject }, message.unopened);
    else settle(message);
  });
  worker.on('error', (error) => {
    stop(
      new LogFailure(
        'closed',
        `the thread that writes ${log.file} broke: ${error.message}; open the log again`,
      ),
    );
  });
  worker.on('exit', () =>
    stop(new LogFailure('closed', `log ${log.file} is closed: open it again to go on`)),
  );

  await opened.promise;
  worker.unref();

  return {
    write: (name, ...given) =>
      new Promise((resolve, reject) => {
        if (refused) {
          reject(refused);
          return;
        }
        outbox.push([name, ...given] as unknown as Request);
        asked.push({ resolve, reject });
        if (sizes.length >= MESSAGES_MAX) return;
        if (outbox.length >= MESSAGE_WRITES) flush();
        else if (!flushing) {
          flushing = true;
          queueMicrotask(flush);
        }
      }),
    close: async () => {
      refused ??= new LogFailure('closed', `log ${log.file} is closed: open it again to go on`);
      flush();
      worker.ref();
      say('close');
      await closed.promise;
      await worker.terminate();
    },
  };
}

function answer(asked: Asked, reply: Reply): void {
  if ('kind' in reply) asked.reject(new LogFailure(reply.kind, reply.message));
  else asked.resolve(reply.value as never);
}
