import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { Head } from '../../events/substrate/events.ts';
import { openLog } from '../../infra/log/open.ts';
import { startServer } from '../../infra/natsServer/startServer.ts';
import { append, artifact, commitOf, effectOf, grow } from '../contract/substrate/commits.ts';
import { onServer } from '../nats/servers.ts';

const LANES = 8;
const VERSIONS = 60;

for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (_name, _server, place) => {
    test('appends, wakes and claims go on after the server was killed and came back', async () => {
      const store = mkdtempSync(join(tmpdir(), 'dse-reconnect-'));
      let server = await startServer({ path: place.path, store });
      const { host, port } = server;
      const url = `nats://${host}:${port}/again`;
      const [one, other] = await Promise.all([openLog(url), openLog(url)]);
      try {
        const halfway = Promise.withResolvers<void>();
        const lane = async (log: Substrate, id: string): Promise<void> => {
          let head: Head | null = null;
          for (let version = 1; version <= VERSIONS; version += 1) {
            const effects = [effectOf('probe', `round-${version}`)];
            head = await grow(log.events, commitOf(artifact(id), version, { effects }), head);
            if (version === VERSIONS / 2) halfway.resolve();
          }
        };
        const lanes = Array.from({ length: LANES }, (_, index) => lane(one, `lane-${index}`));
        await Promise.race([halfway.promise, ...lanes]);
        await server.stop('SIGKILL');
        server = await startServer({ path: place.path, store, port });
        await Promise.all(lanes);

        // The other process, which did nothing meanwhile, hears of what comes now.
        const woken = Promise.withResolvers<void>();
        other.events.onAppended(woken.resolve);
        await append(one.events, commitOf(artifact('after'), 1, { effects: [effectOf('probe')] }), null);
        await woken.promise;
        const asked = LANES * VERSIONS + 1;
        expect(await other.effects.pending()).toHaveLength(asked);
        const claim = { names: ['probe'], now: 0, leaseMs: 1000, limit: asked };
        const taken = await Promise.all([
          one.effects.claim({ ...claim, worker: 'one' }),
          other.effects.claim({ ...claim, worker: 'other' }),
        ]);
        expect(new Set(taken.flat().map(({ key }) => key)).size).toBe(asked);
        expect(taken.flat()).toHaveLength(asked);
        expect(await one.events.readAll(0, Infinity)).toHaveLength(asked);
      } finally {
        await Promise.all([one.close(), other.close()]);
        await server.remove();
        rmSync(store, { recursive: true, force: true });
      }
    });
  });
