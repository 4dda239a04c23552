import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startServer } from '../../infra/natsServer/startServer.ts';
import { onCluster, onServer } from '../nats/servers.ts';
import { chaosWork } from './chaosWork.ts';
import type { Repairs } from '../../infra/bench/resume/repair.ts';
import type { Outcome } from './chaosWork.ts';
import { cutNode, killWorker, restartServer } from './disturbances.ts';
import { survive } from './survive.ts';
import type { Survival } from './survive.ts';

type Dose = Pick<Survival, 'count' | 'runs'>;
type Doses = {
  readonly workload: Repairs;
  readonly kills: Dose;
  readonly restarts: Dose;
  readonly cuts: Dose;
};

const SEED = 22;
const TIMEOUT = 900_000;

/** What may happen to workers and servers of a log on NATS, in doses; each held against one undisturbed run. */
export function natsChaos({ workload, kills, restarts, cuts }: Doses): void {
  let calm: Outcome;
  const withstand = async (
    dose: Dose,
    disturbance: Survival['disturbance'],
    urlOf: Survival['urlOf'],
  ): Promise<void> => {
    const survival = { ...dose, workload, calm, disturbance, urlOf, seed: SEED };
    await expect(survive(survival)).resolves.toBeUndefined();
  };

  onServer('current', (_, server, place) => {
    const urlOf = (run: string): string => `nats://127.0.0.1:${server().port}/${run}`;
    beforeAll(async () => {
      calm = await chaosWork(urlOf('calm'), workload, async () => {});
    }, TIMEOUT);

    test(
      `workers killed with -9 at ${kills.count} seeded commits: as if nothing had happened`,
      { timeout: TIMEOUT },
      () => withstand(kills, killWorker, urlOf),
    );

    test(
      `the server killed with -9 and restarted at ${restarts.count} seeded commits: as if nothing had happened`,
      { timeout: TIMEOUT },
      async () => {
        const store = mkdtempSync(join(tmpdir(), 'dse-restarted-'));
        let restarted = await startServer({ path: place.path, store });
        const { port } = restarted;
        const disturbance = restartServer(async () => {
          await restarted.stop('SIGKILL');
          restarted = await startServer({ path: place.path, store, port });
        });
        try {
          await withstand(restarts, disturbance, (run) => `nats://127.0.0.1:${port}/${run}`);
        } finally {
          await restarted.remove();
          rmSync(store, { recursive: true, force: true });
        }
      },
    );
  });

  onCluster('current', (_, cluster) => {
    test(
      `a node of the cluster cut off at ${cuts.count} seeded commits: as if nothing had happened`,
      { timeout: TIMEOUT },
      () => withstand(cuts, cutNode(cluster), (run) => cluster().url.replace('?', `/${run}?`)),
    );
  });
}
