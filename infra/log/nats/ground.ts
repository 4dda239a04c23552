import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Patience } from './patience.ts';
import type { Publisher } from './publisher.ts';

/** What every part of a log on NATS stands on: one connection, and the names of this log on the server. */
export type Ground = {
  /** Without the password. */
  readonly url: string;
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly patience: Patience;
  readonly publisher: Publisher;
  readonly jsm: JetStreamManager;
  /** First token of every subject: `dse`, or `dse-<name>`. */
  readonly root: string;
  /** First part of every stream's and bucket's name: `DSE`, or `DSE_<NAME>`. */
  readonly house: string;
  /** Copies of every stream. */
  readonly replicas: number;
  readonly durability: 'os' | 'fsync';
};
