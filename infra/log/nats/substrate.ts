import type { Substrate } from '../../../events/substrate/substrate.ts';
import { natsBlobs } from './blobs.ts';
import { Checkpoints } from './checkpoint.ts';
import type { Pointer } from './checkpoint.ts';
import { natsClaims } from './claims.ts';
import type { Claim } from './claims.ts';
import { connectGround } from './connect.ts';
import { natsEvents } from './events.ts';
import { natsFeed, prepareFeed } from './feedRelay.ts';
import { natsLeases } from './leases.ts';
import type { Lease } from './leases.ts';
import { PendingIndex } from './pendingIndex.ts';
import { Register } from './register.ts';
import { natsRuns } from './runs.ts';
import { natsSnapshots } from './snapshots.ts';
import { measureSkew } from './skew.ts';
import { prepareStreams, streamNames } from './streams.ts';
import { NatsTasks } from './tasks.ts';
import type { TaskState } from './taskState.ts';

/**
 * Opens a log on NATS JetStream: all eight parts on one connection (DESIGN 4).
 * @throws LogFailure when the server cannot be used, naming what and what to do.
 */
export async function natsSubstrate(url: string): Promise<Substrate> {
  const ground = await connectGround(url);
  try {
    await prepareStreams(ground);
    await prepareFeed(ground);
    const names = streamNames(ground);
    const skewMs = await measureSkew(ground, names.leases);
    const blobs = natsBlobs(ground, names.blobs);
    const index = new PendingIndex(ground, names.events);
    const work = new Register<Claim | Pointer | TaskState>(ground, names.work);
    const leases = natsLeases(new Register<Lease>(ground, names.leases));
    const events = natsEvents(ground, names.events, index);
    const runs = natsRuns(ground, names.runs, blobs);
    const tasks = new NatsTasks(ground, names, work as Register<TaskState>);
    const claims = work as Register<Claim>;
    const checkpoints = new Checkpoints(index, claims, blobs, ground.publisher.mark());
    await checkpoints.start(await events.position());
    for (const part of [index, work, tasks]) part.start();
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      await events.close();
      await runs.close();
      await checkpoints.stop();
      for (const part of [tasks, index, work]) await part.stop();
      await ground.nc.close();
    };
    return {
      url: ground.url,
      events,
      runs,
      tasks,
      ...natsClaims(index, claims, checkpoints),
      snapshots: natsSnapshots(ground, names.snapshots),
      blobs,
      leases,
      feed: natsFeed(ground, leases),
      skewMs,
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await ground.nc.close();
    throw error;
  }
}
