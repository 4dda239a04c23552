import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const BUFFERED = 2000;

/** Seconds in which a bare ordered consumer hears the first `count` messages of a stream, and does nothing with them. */
export async function rawConsumeSeconds(servers: string, stream: string, count: number): Promise<number> {
  const nats = await connect({ servers });
  try {
    const started = performance.now();
    const consumer = await jetstream(nats).consumers.get(stream);
    const messages = await consumer.consume({ max_messages: BUFFERED });
    let heard = 0;
    for await (const { seq } of messages) {
      heard += 1;
      if (seq >= count) break;
    }
    if (heard !== count) throw new Error(`bench: ${heard} messages came from ${stream}, not ${count}`);
    return (performance.now() - started) / 1000;
  } finally {
    await nats.close();
  }
}
