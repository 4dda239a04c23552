import { onCluster } from '../../nats/servers.ts';
import { clusterSubject } from './natsSubject.ts';
import { substrateContract } from './substrateContract.ts';

onCluster('current', (name, cluster) => substrateContract(`${name}, R3`, clusterSubject(cluster)));
