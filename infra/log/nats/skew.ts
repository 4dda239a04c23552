import { randomUUID } from 'node:crypto';
import { isForbidden, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import { bucketOf } from './streams.ts';

/** Skews below this are not worth a correction; above it they are corrected by whole seconds. */
const STEP_MS = 1000;

/**
 * The server's clock minus this machine's, in ms, from the time the server gave to a message of ours. 0 for a user who may not write: it
 * stamps nothing that a clock could spoil.
 */
export async function measureSkew(ground: Ground, stream: string): Promise<number> {
  try {
    return await measured(ground, stream);
  } catch (error) {
    if (isForbidden(error)) return 0;
    throw logFailure(error, ground);
  }
}

async function measured({ js, jsm }: Ground, stream: string): Promise<number> {
  const asked = Date.now();
  const { seq } = await js.publish(`$KV.${bucketOf(stream)}.clock.${randomUUID()}`, '');
  const answered = Date.now();
  const message = await jsm.streams.getMessage(stream, { seq });
  await jsm.streams.deleteMessage(stream, seq, false).catch(() => false);
  if (message === null) return 0;
  return Math.trunc((message.time.getTime() - (asked + answered) / 2) / STEP_MS) * STEP_MS;
}
