import { appendWrite } from './append.ts';
import { blobWrites } from './blobs.ts';
import type { Database } from './database.ts';
import { leaseWrites } from './leases.ts';
import { pendingWrites } from './pending.ts';
import { runWrites } from './runs.ts';
import { snapshotWrites } from './snapshots.ts';
import { taskWrites } from './tasks.ts';

/** Everything that changes the log; runs in the worker thread, inside its transaction. */
export function logWrites(db: Database) {
  const effects = pendingWrites(db, 'effects');
  const timers = pendingWrites(db, 'timers');
  return {
    append: appendWrite(db, effects, timers),
    claimEffects: effects.claimNamed,
    renewEffect: effects.renew,
    doneEffect: effects.done,
    releaseEffect: effects.release,
    claimTimers: timers.claimDue,
    doneTimer: timers.done,
    releaseTimer: timers.release,
    appendRuns: runWrites(db),
    ...taskWrites(db),
    ...snapshotWrites(db),
    ...blobWrites(db),
    ...leaseWrites(db),
  };
}

export type Writes = ReturnType<typeof logWrites>;
