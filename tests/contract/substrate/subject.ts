import { afterEach, beforeEach } from 'vitest';
import type { Substrate } from '../../../events/substrate/substrate.ts';

/** A kind of log the contract suites run on. */
export type Subject = {
  /** An empty log. */
  readonly open: () => Promise<Substrate>;
  /** Another door to the same log, as a second process has. Absent for logs that live in one process. */
  readonly secondDoor?: (substrate: Substrate) => Promise<Substrate>;
  /** Changes the stored bytes of a blob behind the log's back. Absent where nobody can. */
  readonly damageBlob?: (substrate: Substrate, hash: string) => Promise<void>;
};

/** A fresh log for each test, closed after it. */
export function freshLog(subject: Subject): () => Substrate {
  let substrate: Substrate | undefined;
  beforeEach(async () => {
    substrate = await subject.open();
  });
  afterEach(async () => substrate?.close());
  return () => {
    if (!substrate) throw new Error('the log is opened before each test: ask for it inside one');
    return substrate;
  };
}
