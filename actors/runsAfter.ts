import type { RunPlace } from '../events/capabilityFacts.ts';
import { RunBatch } from '../events/run.ts';
import type { Run } from '../events/run.ts';
import type { RunLog, StoredRunBatch } from '../events/substrate/runs.ts';

const PAGE = 50;

/** A run, where it stands, and where the next one would. */
export type Placed = { readonly run: Run; readonly at: RunPlace; readonly to: RunPlace };

/** The runs of a capability from a place on, in the order of the log; batches that `skips` knows are not opened. */
export async function* runsAfter(
  log: RunLog,
  capability: string,
  from: RunPlace,
  skips: (stored: StoredRunBatch) => boolean = () => false,
): AsyncGenerator<Placed> {
  let after = from.position === 0 ? 0 : from.position - 1;
  for (;;) {
    const batches = await log.read(after, PAGE, capability);
    for (const stored of batches) {
      const { position } = stored;
      after = position;
      if (skips(stored)) continue;
      const { runs } = RunBatch.parse(JSON.parse(stored.body));
      for (let index = position === from.position ? from.index : 0; index < runs.length; index += 1)
        yield { run: runs[index]!, at: { position, index }, to: { position, index: index + 1 } };
    }
    if (batches.length < PAGE) return;
  }
}
