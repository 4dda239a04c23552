import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openLog } from '../../infra/log/open.ts';
import { onServer } from '../nats/servers.ts';

onServer('current', (_name, server) => {
  test('a relay that is told to stop while it is still finding its consumer stops', async () => {
    const { host, port } = server();
    const log = await openLog(`nats://${host}:${port}/stop`);
    const troubles: string[] = [];
    try {
      // At every moment of its beginning: before it holds the lease, while it asks for the consumer, and after.
      for (let wait = 0; wait < 25; wait += 0.5) {
        const relay = log.feed!.relay({
          worker: `relay-${wait * 10}`,
          clock: () => Date.now(),
          onTrouble: (message) => void troubles.push(message),
        });
        relay.start();
        const until = performance.now() + wait;
        while (performance.now() < until) await sleep(0);
        await relay.stop();
      }
    } finally {
      await log.close();
    }
    expect(troubles).toEqual([]);
  });
});
