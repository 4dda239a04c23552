import { expect, test } from 'vitest';
import { onServer } from '../nats/servers.ts';
import { shareWork } from './sharedWork.ts';

onServer('current', (_, server) => {
  test(
    'three workers share three hundred tasks, each at least a fifth of the work; one is killed',
    { timeout: 900_000 },
    async () => {
      const url = `nats://127.0.0.1:${server().port}`;
      await expect(shareWork({ url, tasks: 300, leastShare: 0.2 })).resolves.toBeUndefined();
    },
  );
});
