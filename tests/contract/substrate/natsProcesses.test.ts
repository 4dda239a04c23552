import { onServer } from '../../nats/servers.ts';
import { processesContract } from './processesContract.ts';

let count = 0;
for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (name, server) =>
    processesContract(`one ${name}`, () => {
      count += 1;
      const { host, port } = server();
      return `nats://${host}:${port}/p${count}`;
    }),
  );
