import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, createInbox } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { COMMIT_BYTES_MAX } from '../../../events/commit.ts';
import { LogFailure } from '../failure.ts';
import { readAddress } from './address.ts';
import type { Address } from './address.ts';
import type { Ground } from './ground.ts';
import { Patience } from './patience.ts';
import { NOBODY } from './failure.ts';
import { Publisher } from './publisher.ts';
import { isOlderThan, serverVersion } from './serverVersion.ts';
import { token } from './token.ts';

/** The oldest server whose concurrency checks and work queues were tested. */
const OLDEST = [2, 9] as const;

/** A commit of full size, with its headers. */
const MESSAGE_BYTES = COMMIT_BYTES_MAX + 16 * 1024;

/** How long one answer may take; where another server may know more, it is asked sooner. */
const ANSWER_MS = 10_000;
const ANSWER_AMONG_MS = 4000;
/** How long JetStream may take to say that it is there. */
const OPENING_MS = 20_000;
/** A server that answers nothing for three of these is left. */
const PING_MS = 5000;

/**
 * Connects to the servers a URL names, once; from then on the connection comes back by itself.
 * @throws LogFailure `unreachable` naming the address when nobody answers, the credentials are wrong or JetStream is off.
 */
export async function connectGround(url: string): Promise<Ground> {
  const address = readAddress(url);
  const nc = await connected(address);
  try {
    if (isOlderThan(nc, ...OLDEST))
      throw new LogFailure(
        'foreign',
        `log ${address.shown}: the server is nats-server ${serverVersion(nc)}, DSE needs 2.9 or newer`,
      );
    const { jetstream: has, max_payload = 0 } = nc.info ?? {};
    if (has !== true) throw withoutJetStream(address, 'the server was started without it');
    if (max_payload < MESSAGE_BYTES)
      throw new LogFailure(
        'foreign',
        `log ${address.shown}: the server takes messages of at most ${max_payload} bytes, a commit may need ${MESSAGE_BYTES}: set \`max_payload: 1MB\` in its configuration`,
      );
    const several = address.servers.length > 1;
    const answerMs = several ? ANSWER_AMONG_MS : ANSWER_MS;
    const patience = new Patience(nc, several);
    const jsm = await jetstreamManager(nc, { timeout: answerMs, checkAPI: false });
    const account = (): Promise<unknown> =>
      jsm.getAccountInfo().catch((error: Error) => {
        // Nobody listens: that is for good. Without a leader somebody answers that it cannot now.
        throw error.name === NOBODY ? withoutJetStream(address, error.message) : error;
      });
    await patience.ask(account, OPENING_MS).catch((error: Error) => {
      throw error instanceof LogFailure ? error : withoutJetStream(address, error.message);
    });
    return {
      url: address.shown,
      nc,
      patience,
      js: jetstream(nc, { timeout: answerMs }),
      publisher: new Publisher(nc, patience, {
        inbox: createInbox(address.user === null ? undefined : inboxOf(address.user)),
        answerMs,
      }),
      jsm,
      root: address.root,
      house: address.house,
      replicas: address.replicas,
      durability: address.syncAlways ? 'fsync' : 'os',
    };
  } catch (error) {
    await nc.close();
    throw error;
  }
}

/** Answers come to subjects of the user's own, so that a server can keep others from listening to them. */
const inboxOf = (user: string): string => `_INBOX_${token(user)}`;

async function connected(address: Address): Promise<NatsConnection> {
  const { servers, user, password, tls, shown } = address;
  try {
    return await connect({
      servers: [...servers],
      name: 'dse',
      timeout: 5000,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: PING_MS,
      // The one that was tried longest ago: never the one that was just left.
      reconnectToServer: (pool) => pool.toSorted((a, b) => a.lastConnect - b.lastConnect)[0] ?? null,
      ...(user === null ? {} : { user, pass: password ?? '', inboxPrefix: inboxOf(user) }),
      ...(tls ? { tls: {} } : {}),
    });
  } catch (error) {
    const said = (error as Error).message;
    if (/auth/i.test(said))
      throw new LogFailure(
        'unreachable',
        `log ${shown}: the server refused ${user === null ? 'a connection without credentials' : `user "${user}"`} (${said}): give the right ones as nats://user:password@host:port`,
      );
    if (/certificate/i.test(said))
      throw new LogFailure(
        'unreachable',
        `log ${shown}: the server's certificate is not trusted (${said}): name the file of its issuer in NODE_EXTRA_CA_CERTS`,
      );
    throw new LogFailure(
      'unreachable',
      `log ${shown}: no NATS server answers at ${servers.join(', ')} (${said}): start one, or correct the address`,
    );
  }
}

const withoutJetStream = (address: Address, said: string): LogFailure =>
  new LogFailure(
    'unreachable',
    `log ${address.shown}: JetStream is off for this connection (${said}): start the server with \`-js\`, or enable it for the account`,
  );
