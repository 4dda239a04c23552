import { headers } from '@nats-io/transport-node';
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

async function measured({ patience, publisher, jsm }: Ground, stream: string): Promise<number> {
  const subject = `$KV.${bucketOf(stream)}.clock.${randomUUID()}`;
  // A stream that was just made may have no leader yet: it has one when it answers this.
  await patience.ask(() => jsm.streams.getMessage(stream, { last_by_subj: '>' }));
  const asked = Date.now();
  const { seq } = await publisher.publish(subject, '', headers());
  const answered = Date.now();
  const message = await patience.ask(() => jsm.streams.getMessage(stream, { seq }));
  await jsm.streams.deleteMessage(stream, seq, false).catch(() => false);
  if (message === null) return 0;
  return Math.trunc((message.time.getTime() - (asked + answered) / 2) / STEP_MS) * STEP_MS;
}
