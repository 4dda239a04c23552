import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../machines/rules/random.ts';
import type { NatsCluster } from '../../infra/natsServer/startCluster.ts';
import { connectGround } from '../../infra/log/nats/connect.ts';
import { streamNames } from '../../infra/log/nats/streams.ts';
import type { Work } from './chaosWork.ts';

/** Something that is done to the work at one moment; what it says names what was hit. */
export type Disturbance = {
  readonly name: string;
  readonly strike: (work: Work, random: Random) => Promise<string>;
};

const LOOK_MS = 5;
/** A cluster needs four to ten seconds for a new leader: some cuts end before, some after. */
const CUT_MS = { least: 2000, more: 8000 };

type Held = Awaited<ReturnType<Work['held']>>;

const names = (held: Held): string =>
  `${held.length} effects (${held.map((one) => one.effect.name).join(', ')})`;

const oneOf = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!;

/** Waits for a moment at which somebody works on something. */
async function busy(work: Work): Promise<Held> {
  for (;;) {
    const held = await work.held();
    if (held.length > 0) return held;
    await sleep(LOOK_MS);
  }
}

/** kill -9 of a worker while it works on something: it is stopped first, so that what it holds is what it dies with. */
export const killWorker: Disturbance = {
  name: 'kill -9 of a worker',
  strike: async (work, random) => {
    for (;;) {
      const working = new Set((await busy(work)).map(({ worker }) => worker));
      const known = await Promise.all(
        work.workers.map(({ name }) => Promise.race([name.catch(() => null), sleep(0, null)])),
      );
      const victim = oneOf(
        random,
        known.filter((name) => name !== null && working.has(name)),
      );
      const index = known.indexOf(victim ?? '');
      const worker = work.workers[index];
      if (!worker) {
        await sleep(LOOK_MS);
        continue;
      }
      worker.child.kill('SIGSTOP');
      const held = (await work.held()).filter((one) => one.worker === victim);
      if (held.length === 0) {
        worker.child.kill('SIGCONT');
        continue;
      }
      worker.child.kill('SIGKILL');
      work.replace(index);
      return `worker ${index + 1} with ${names(held)}`;
    }
  },
};

/** kill -9 of the server, which then starts again on its store and port. `restart` does both. */
export const restartServer = (restart: () => Promise<void>): Disturbance => ({
  name: 'kill -9 and restart of the nats-server',
  strike: async (work) => {
    const held = await busy(work);
    await restart();
    return `workers with ${names(held)}`;
  },
});

/** Cuts a node off from the other two, then heals; half of the times the one that leads the events. */
export const cutNode = (cluster: () => NatsCluster): Disturbance => ({
  name: 'partition of a node',
  strike: async (work, random) => {
    const leader = await leaderOfEvents(work.log.url);
    const wantsLeader = random.uniform() < 0.5;
    const node = oneOf(
      random,
      cluster().nodes.filter(({ name }) => (name === leader) === wantsLeader),
    );
    const lastsMs = Math.round(CUT_MS.least + random.uniform() * CUT_MS.more);
    const held = await busy(work);
    const before = work.seen();
    node.cutOff();
    await sleep(lastsMs);
    node.heal();
    const role = wantsLeader ? 'the leader of the events' : 'a follower';
    return `${node.name}, ${role}, for ${lastsMs} ms, workers with ${names(held)}; ${work.seen() - before} commits meanwhile`;
  },
});

async function leaderOfEvents(url: string): Promise<string> {
  const ground = await connectGround(url);
  try {
    for (;;) {
      const { cluster } = await ground.patience.ask(() =>
        ground.jsm.streams.info(streamNames(ground).events),
      );
      if (cluster?.leader) return cluster.leader;
      await sleep(LOOK_MS);
    }
  } finally {
    await ground.nc.close();
  }
}
