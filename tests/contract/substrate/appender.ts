import { writeSync } from 'node:fs';
import type { Head } from '../../../events/substrate/events.ts';
import { bodyHash } from '../../../events/commit.ts';
import { openLog } from '../../../infra/log/open.ts';
import { append, artifact, commitOf, effectOf } from './commits.ts';

/**
 * A process that appends to eight actors at once until it is killed, and says the id of each commit that was acknowledged.
 * Every version asks for one effect and ends the one before, so that exactly one stays pending per actor.
 */
const [url = ''] = process.argv.slice(2);
const log = await openLog(url);

async function keepAppending(id: string): Promise<void> {
  const actor = artifact(id);
  const last = (await log.events.read(actor)).at(-1);
  let head: Head | null = await log.events.head(actor);
  let prev = last ? bodyHash(last.body) : undefined;
  for (let version = (head?.version ?? 0) + 1; ; version += 1) {
    const commit = commitOf(actor, version, {
      effects: [effectOf('probe', `round-${version}`)],
      ended: version === 1 ? [] : [`round-${version - 1}`],
      text: 'x'.repeat((version * 97) % 2_000),
      ...(prev === undefined ? {} : { prev }),
    });
    const outcome = await append(log.events, commit, head);
    if (outcome.status !== 'appended')
      throw new Error(`alone on this log, and yet: ${JSON.stringify(outcome)}`);
    writeSync(1, `${commit.id}\n`);
    head = outcome.head;
    prev = bodyHash(JSON.stringify(commit));
  }
}

await Promise.all(Array.from({ length: 8 }, (_, index) => keepAppending(`actor-${index}`)));
