import { expect, test } from 'vitest';
import { onServer } from '../nats/servers.ts';
import { shareWork } from './sharedWork.ts';

onServer('current', (_, server) => {
  test(
    'three workers share sixty tasks; one is killed, and the others take over what it held',
    { timeout: 300_000 },
    async () => {
      const url = `nats://127.0.0.1:${server().port}`;
      await expect(shareWork({ url, tasks: 60, leastShare: 0.02 })).resolves.toBeUndefined();
    },
  );
});
