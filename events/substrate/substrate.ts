import type { BlobStore } from './blobs.ts';
import type { EffectQueue, TimerQueue } from './effects.ts';
import type { EventLog } from './events.ts';
import type { Feed } from './feed.ts';
import type { Leases } from './leases.ts';
import type { RunLog } from './runs.ts';
import type { SnapshotStore } from './snapshots.ts';
import type { TaskQueue } from './tasks.ts';

/**
 * The ground DSE stands on: eight parts, one log (DESIGN 4). `memory`, `sqlite` and `nats` implement it; the contract
 * suites in `tests/contract/` say what each part must do.
 */
export interface Substrate {
  /** `memory:`, `sqlite:<folder>`, `nats://host:port`. */
  readonly url: string;
  readonly events: EventLog;
  readonly runs: RunLog;
  readonly tasks: TaskQueue;
  readonly effects: EffectQueue;
  readonly timers: TimerQueue;
  readonly snapshots: SnapshotStore;
  readonly blobs: BlobStore;
  readonly leases: Leases;
  /** Null where nobody outside can listen. */
  readonly feed: Feed | null;
  /** The log's clock minus this machine's, in ms: whole seconds, 0 below one. Whoever shares the log adds it to its own clock. */
  readonly skewMs: number;
  /** Waits for what is in flight, then frees everything. Twice is once. */
  close(): Promise<void>;
}
