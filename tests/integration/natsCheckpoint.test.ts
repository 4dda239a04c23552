import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { natsBlobs } from '../../infra/log/nats/blobs.ts';
import { Checkpoints } from '../../infra/log/nats/checkpoint.ts';
import { natsClaims } from '../../infra/log/nats/claims.ts';
import type { Claim } from '../../infra/log/nats/claims.ts';
import { connectGround } from '../../infra/log/nats/connect.ts';
import { PendingIndex } from '../../infra/log/nats/pendingIndex.ts';
import { Register } from '../../infra/log/nats/register.ts';
import { streamNames } from '../../infra/log/nats/streams.ts';
import { openLog } from '../../infra/log/open.ts';
import { artifact, commitOf, effectOf, grow, timerOf } from '../contract/substrate/commits.ts';
import { onServer } from '../nats/servers.ts';

const EFFECTS = 200;
const LEFT = 3;
const PLAIN = 10_100;
const claim = { names: ['probe'], now: 0, leaseMs: 1000 };

/** Effects of which all but a few are done, one of these being worked on; then commits enough for a checkpoint. */
async function history(log: Substrate): Promise<void> {
  const effects = Array.from({ length: EFFECTS }, (_, index) => effectOf('probe', `child-${index}`));
  await grow(log.events, commitOf(artifact('asks'), 1, { effects }), null);
  await grow(log.events, commitOf(artifact('waits'), 1, { effects: [timerOf('late', 5000)] }), null);
  const taken = await log.effects.claim({ ...claim, worker: 'w', limit: EFFECTS - LEFT });
  await Promise.all(taken.map(({ key }) => log.effects.done(key, 'w')));
  await log.effects.claim({ ...claim, worker: 'w', limit: 1 });
  const actors = Array.from({ length: PLAIN }, (_, index) => artifact(`plain-${index}`));
  await Promise.all(actors.map((actor) => grow(log.events, commitOf(actor, 1), null)));
}

for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (_name, server) => {
    test('a checkpoint clears up what is done, and nobody works on it again, not even who missed that it was', async () => {
      const { host, port } = server();
      const url = `nats://${host}:${port}/checkpoint`;
      const log = await openLog(url);
      const ground = await connectGround(url);
      const names = streamNames(ground);
      try {
        await history(log);
        const before = { pending: await log.effects.pending(), next: await log.timers.next() };
        expect(before.pending).toHaveLength(LEFT);
        // The pointer, and the claim that is held, are all that stays.
        while ((await ground.jsm.streams.info(names.work)).state.messages > 2) await sleep(50);

        const fresh = await openLog(url);
        expect({ pending: await fresh.effects.pending(), next: await fresh.timers.next() }).toEqual(before);
        const asked = commitOf(artifact('asks'), 2, { ended: [before.pending[0]!.effect.child] });
        await grow(fresh.events, asked, await fresh.events.head(artifact('asks')));
        expect(await fresh.effects.pending()).toEqual(before.pending.slice(1));
        await fresh.close();

        // This one folded the whole stream, and hears of no claim.
        const deaf = new Register<Claim>(ground, names.work);
        const index = new PendingIndex(ground, names.events);
        const blobs = natsBlobs(ground, names.blobs);
        index.start();
        await index.allKnown();
        const { effects } = natsClaims(index, deaf, new Checkpoints(index, deaf, blobs, 'deaf'));
        const taken = await effects.claim({ ...claim, worker: 'late', limit: EFFECTS });
        expect(taken.map(({ key }) => key)).toEqual(before.pending.slice(1).map(({ key }) => key));
        await index.stop();
      } finally {
        await log.close();
        await ground.nc.close();
      }
    });
  });
