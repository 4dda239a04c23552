import { openLog } from '../../../infra/log/open.ts';
import { append, artifact, commitOf, effectOf } from './commits.ts';

/**
 * A process that wants every version of four actors for itself, and every effect they ask for. Says at the end which
 * commits it got acknowledged and which effects it ended.
 */
const [url = '', me = '', goal = '0'] = process.argv.slice(2);
const log = await openLog(url);
const won: string[] = [];
const ended: string[] = [];

async function race(id: string): Promise<void> {
  const actor = artifact(id);
  for (;;) {
    const head = await log.events.head(actor);
    const version = (head?.version ?? 0) + 1;
    if (version > Number(goal)) return;
    const effects = [effectOf('probe', `round-${version}`)];
    const commit = commitOf(actor, version, { command: `${me}-${version}`, effects });
    const outcome = await append(log.events, commit, head);
    if (outcome.status === 'refused') throw new Error(outcome.reason);
    if (outcome.status === 'appended') won.push(commit.id);
    const claim = { worker: me, names: ['probe'], now: 0, leaseMs: 1_000, limit: 2 };
    for (const { key } of await log.effects.claim(claim)) {
      if (await log.effects.done(key, me)) ended.push(key);
    }
  }
}

await Promise.all(Array.from({ length: 4 }, (_, index) => race(`actor-${index}`)));
await log.close();
process.stdout.write(JSON.stringify({ won, ended }));
