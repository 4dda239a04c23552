import { jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';

const PER_SUBJECT = 6;

/**
 * Messages per second of a raw JetStream publish, `inFlight` at a time: one stream on disk, the same payloads, each with an id and the
 * expectation that its subject is as it was left, six to a subject.
 */
export async function rawPublishRate(
  servers: string,
  name: string,
  bodies: readonly string[],
  inFlight: number,
): Promise<number> {
  const nats = await connect({ servers });
  try {
    const jsm = await jetstreamManager(nats);
    await jsm.streams.add({
      name,
      subjects: [`${name}.>`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
    });
    const js = jetstream(nats);
    let next = 0;
    // Each lane goes from subject to subject and writes six messages to each, as an actor with six commands does.
    const work = async (): Promise<void> => {
      for (let subject = next++; subject * PER_SUBJECT < bodies.length; subject = next++) {
        let last = 0;
        for (let step = 0; step < PER_SUBJECT; step += 1) {
          const index = subject * PER_SUBJECT + step;
          const body = bodies[index];
          if (body === undefined) return;
          const ack = await js.publish(`${name}.${subject}`, body, {
            msgID: `${name}-${index}`,
            headers: headers(),
            expect: { streamName: name, lastSubjectSequence: last },
          });
          last = ack.seq;
        }
      }
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: inFlight }, work));
    return bodies.length / ((performance.now() - started) / 1000);
  } finally {
    await nats.close();
  }
}
