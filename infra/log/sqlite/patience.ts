import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { LogFailure } from '../failure.ts';

/** How long SQLite itself may block a thread on a lock, in ms. */
export const BUSY_MS = 20;
/** About half a minute of attempts; then somebody hangs on the lock and people must look. */
export const ATTEMPTS_MAX = 1000;

/** Lets others run, a different while (1 to 16 ms) for each process and attempt, so that two writers do not stay in step. */
export async function yieldLock(attempt: number): Promise<void> {
  await sleep(1 + ((process.pid * 31 + threadId * 7 + attempt * 11) % 16));
}

export function isBusy(error: unknown): boolean {
  return error instanceof LogFailure && error.kind === 'busy';
}

/** Does `work` again, yielding in between, while another connection holds the lock. */
export async function patiently<T>(work: () => T): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || attempt >= ATTEMPTS_MAX) throw error;
    }
    await yieldLock(attempt);
  }
}
