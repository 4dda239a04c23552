import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { failed, groupCommit, type Reply, type Request } from './groupCommit.ts';
import { LogFailure } from '../failure.ts';
import { type LogFile, openForWriting } from './open.ts';
import { ATTEMPTS_MAX, yieldLock } from './patience.ts';
import { logWrites } from './writes.ts';

/** What the main thread says: writes to do, in order, or that no more will come. */
export type ToWorker = readonly Request[] | 'close';
/** What the worker answers: ready, the answers to the oldest writes in order, or that the log is closed. */
export type FromWorker = 'ready' | 'closed' | readonly Reply[] | { readonly unopened: Reply };

/** Enough to spread the cost of a transaction, few enough that nobody waits long for its own answer. */
const GROUP_MAX = 256;

if (!parentPort)
  throw new Error('infra/log/sqlite/worker.ts runs as a worker thread: start it through sqliteSubstrate');
const port: MessagePort = parentPort;
const say = (message: FromWorker) => port.postMessage(message);

try {
  const db = await openForWriting(workerData as LogFile);
  const commit = groupCommit(db, logWrites(db));
  const held = new LogFailure(
    'busy',
    `log ${db.file} is held by another writer for too long. Nothing was written; look for a process that hangs on this folder, then try again`,
  );
  const waiting: Request[] = [];
  let closing = false;
  let working = false;

  const hear = (message: ToWorker) => {
    if (message === 'close') closing = true;
    else waiting.push(...message);
  };
  /** Takes what arrived while this thread was busy, so that one transaction serves everything that waits. */
  const collect = () => {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
      hear(next.message as ToWorker);
  };

  const work = async () => {
    let alone = 0;
    let attempt = 0;
    for (collect(); waiting.length > 0; collect()) {
      const group = waiting.slice(0, alone > 0 ? 1 : GROUP_MAX);
      const outcome = commit(group);
      if (outcome === 'busy' && attempt < ATTEMPTS_MAX) {
        attempt += 1;
        await yieldLock(attempt);
        continue;
      }
      attempt = 0;
      if (outcome === 'apart') {
        alone = group.length;
        continue;
      }
      alone = Math.max(0, alone - 1);
      waiting.splice(0, group.length);
      say(outcome === 'busy' ? group.map(() => failed(held)) : outcome);
    }
  };

  port.on('message', (message: ToWorker) => {
    hear(message);
    if (working) return;
    working = true;
    void work().then(() => {
      working = false;
      if (!closing) return;
      db.close();
      say('closed');
      port.close();
    });
  });
  say('ready');
} catch (error) {
  say({ unopened: failed(error) });
  port.close();
}
