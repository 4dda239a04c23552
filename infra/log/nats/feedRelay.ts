import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { headers, nanos } from '@nats-io/transport-node';
import { decodeCommit } from '../../../events/codec.ts';
import { feedEvents, feedSubject } from '../../../events/feed.ts';
import type { Feed, Relay } from '../../../events/substrate/feed.ts';
import type { Leases } from '../../../events/substrate/leases.ts';
import { isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';

/** The durable consumer of the commits; its place survives every process. */
const FEED_CONSUMER = 'feed-relay';
const LEASE = 'feed-relay';
const LEASE_MS = 10_000;
/** Commits on their way at once. */
const WINDOW = 256;

const eventStream = (ground: Ground): string => `${ground.house}_EVENTS`;

/** Creates the relay's consumer where it is missing. */
export async function prepareFeed(ground: Ground): Promise<void> {
  const { patience, jsm } = ground;
  try {
    await patience.ask(() => jsm.consumers.info(eventStream(ground), FEED_CONSUMER));
  } catch (error) {
    if (!isMissing(error)) throw logFailure(error, ground);
    await patience.ask(() =>
      jsm.consumers.add(eventStream(ground), {
        durable_name: FEED_CONSUMER,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ack_wait: nanos(30_000),
        max_ack_pending: WINDOW,
      }),
    );
  }
}

/** Commits the feed has not told yet. */
async function feedLag(ground: Ground): Promise<number> {
  const { patience, jsm } = ground;
  const info = await patience.ask(() => jsm.consumers.info(eventStream(ground), FEED_CONSUMER));
  return info.num_pending + info.num_ack_pending;
}

type RelayOptions = Parameters<Feed['relay']>[0];

/** The feed of a log on NATS: stream `<house>_FEED`. */
export function natsFeed(ground: Ground, leases: Leases): Feed {
  return {
    lag: () => feedLag(ground),
    relay: (options) => new FeedRelay(ground, leases, options),
  };
}

/**
 * Tells every fact to `<root>.feed.…`, in the order of the log. One process at a time does it, by a lease; when it dies another goes on at
 * the consumer's place, and what was told twice has the same id twice, which the stream takes once.
 */
class FeedRelay implements Relay {
  readonly #ground: Ground;
  readonly #leases: Leases;
  readonly #options: RelayOptions;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();
  #messages: ConsumerMessages | null = null;
  #wake: () => void = () => {};

  constructor(ground: Ground, leases: Leases, options: RelayOptions) {
    this.#ground = ground;
    this.#leases = leases;
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Finishes what is on its way, then lets another process go on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#messages?.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { worker, clock, onTrouble } = this.#options;
    const leases = this.#leases;
    while (!this.#stopped) {
      try {
        const lease = await leases.acquire(LEASE, worker, clock(), LEASE_MS);
        if (lease.status === 'granted') await this.#relay();
      } catch (error) {
        onTrouble(`the feed is not told at the moment: ${(error as Error).message}`);
      }
      if (!this.#stopped) await this.#sleep(LEASE_MS / 4);
    }
    await leases.release(LEASE, worker).catch(() => false);
  }

  /** Relays until the lease is lost, the consumer ends or the process stops. */
  async #relay(): Promise<void> {
    const { worker, clock } = this.#options;
    const [ground, leases] = [this.#ground, this.#leases];
    const { patience, js } = ground;
    const consumer = await patience.ask(() => js.consumers.get(eventStream(ground), FEED_CONSUMER));
    const messages = await consumer.consume({ max_messages: WINDOW });
    this.#messages = messages;
    // Not awaited: what is closed ends only where it is read, below.
    if (this.#stopped) void messages.close();
    const renewal = setInterval(() => {
      leases.renew(LEASE, worker, clock(), LEASE_MS).then(
        (held) => held || void messages.close(),
        () => void messages.close(),
      );
    }, LEASE_MS / 3);
    try {
      // Each commit's facts are published in order without waiting for the one before; it is acknowledged when all of them are stored.
      for await (const message of messages) this.#tell(message, messages);
    } finally {
      clearInterval(renewal);
      this.#messages = null;
    }
  }

  #tell(message: JsMsg, messages: ConsumerMessages): void {
    const { onTrouble } = this.#options;
    const { publisher, root } = this.#ground;
    const commit = decodeCommit(message.string(), `commit at ${message.seq}`);
    const told = feedEvents(commit, message.seq).map((event) => {
      const own = headers();
      own.set('Nats-Msg-Id', event.id);
      return publisher.publish(feedSubject(root, event), JSON.stringify(event), own);
    });
    Promise.all(told).then(
      () => message.ack(),
      (error: Error) => {
        onTrouble(`commit ${message.seq} was not told: ${error.message}`);
        message.nak(1000);
        void messages.close();
      },
    );
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
