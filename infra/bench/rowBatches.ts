import { crc32 } from 'node:zlib';
import type { LogSource } from '../../projections/projector.ts';
import { Rows } from '../../projections/rows.ts';

/** As many as the projector takes into one transaction. */
const COMMITS = 2000;
const RUN_BATCHES = 20;

/** The rows of the log's commits or runs, in the batches the projector makes, with the checkpoint of each. */
export async function* rowBatches(log: LogSource, part: 'events' | 'runs') {
  const rows = new Rows(crc32);
  for (let after = 0; ;) {
    if (part === 'events') {
      for (const commit of await log.events.readAll(after, COMMITS)) {
        rows.addCommit(commit);
        after = commit.position;
      }
    } else {
      for (const batch of await log.runs.read(after, RUN_BATCHES)) {
        rows.addRuns(batch);
        after = batch.position;
      }
    }
    const taken = rows.take();
    if (taken.size === 0) return;
    yield { rows: taken, to: part === 'events' ? { events: after, runs: 0 } : { events: 0, runs: after } };
  }
}
