import { connect } from '@nats-io/transport-node';
import { readAddress } from '../../../infra/log/nats/address.ts';
import { openLog } from '../../../infra/log/open.ts';
import type { NatsCluster } from '../../../infra/natsServer/startCluster.ts';
import type { NatsServer } from '../../../infra/natsServer/startServer.ts';
import type { Subject } from './subject.ts';

/** A log of its own for each test, all on one server. */
export const natsSubject = (server: () => NatsServer): Subject =>
  subjectAt((name) => `nats://${server().host}:${server().port}/${name}`);

/** The same on three servers, each of which has a copy of everything. */
export const clusterSubject = (cluster: () => NatsCluster): Subject =>
  subjectAt((name) => cluster().url.replace('?', `/${name}?`));

function subjectAt(urlOf: (name: string) => string): Subject {
  let count = 0;
  return {
    open: () => openLog(urlOf(`t${(count += 1)}`)),
    secondDoor: (substrate) => openLog(substrate.url),
    damageBlob: async (substrate, hash) => {
      const { servers, root } = readAddress(substrate.url);
      const nats = await connect({ servers: [...servers] });
      await nats.request(`${root}.blob.${hash}`, 'forged');
      await nats.close();
    },
  };
}
