import { onServer } from '../../nats/servers.ts';
import { natsSubject } from './natsSubject.ts';
import { substrateContract } from './substrateContract.ts';

onServer('2.9', (name, server) => substrateContract(name, natsSubject(server)));
