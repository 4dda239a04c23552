import { connect } from '@nats-io/transport-node';
import { openLog } from '../../../infra/log/open.ts';
import type { NatsServer } from '../../../infra/natsServer/startServer.ts';
import type { Subject } from './subject.ts';

/** A log of its own for each test, all on one server. */
export function natsSubject(server: () => NatsServer): Subject {
  let count = 0;
  return {
    open: () => {
      count += 1;
      const { host, port } = server();
      return openLog(`nats://${host}:${port}/t${count}`);
    },
    secondDoor: (substrate) => openLog(substrate.url),
    damageBlob: async (substrate, hash) => {
      const { host, pathname } = new URL(substrate.url);
      const nats = await connect({ servers: host });
      await nats.request(`dse-${pathname.slice(1)}.blob.${hash}`, 'forged');
      await nats.close();
    },
  };
}
