import type { Substrate } from '../../../events/substrate/substrate.ts';
import { memoryBlobs } from './blobs.ts';
import { memoryEffects, memoryTimers } from './effects.ts';
import { memoryEvents } from './events.ts';
import { memoryLeases } from './leases.ts';
import { pendingIndex } from './pending.ts';
import { memoryRuns } from './runs.ts';
import { memorySnapshots } from './snapshots.ts';
import { memoryTasks } from './tasks.ts';

/** A log that lives and dies with its process: for unit tests, and the model the other logs are compared with. */
export function memorySubstrate(): Substrate {
  const effects = pendingIndex('effects');
  const timers = pendingIndex('timers');
  return {
    url: 'memory:',
    events: memoryEvents([effects, timers]),
    runs: memoryRuns(),
    tasks: memoryTasks(),
    effects: memoryEffects(effects),
    timers: memoryTimers(timers),
    snapshots: memorySnapshots(),
    blobs: memoryBlobs(),
    leases: memoryLeases(),
    feed: null,
    skewMs: 0,
    close: async () => {},
  };
}
