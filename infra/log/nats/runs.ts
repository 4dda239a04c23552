import { headers } from '@nats-io/transport-node';
import type { JsMsg, StoredMsg } from '@nats-io/jetstream';
import type { BlobStore } from '../../../events/substrate/blobs.ts';
import type { RunLog, StoredRunBatch } from '../../../events/substrate/runs.ts';
import { isConflict, isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import { Reader } from './reader.ts';
import { lastSequence } from './tail.ts';
import { token } from './token.ts';

const ID = 'dse-id';
const AFTER = 'dse-after';
const N = 'dse-n';
/** Where the text is when it is larger than a message may be: the hash of a blob. */
const BLOB = 'dse-blob';

/** What a message may hold beside its headers. */
const MARGIN = 16 * 1024;

const decoder = new TextDecoder();

type Message = Pick<StoredMsg, 'seq' | 'subject' | 'data'> & {
  readonly header: (name: string) => string;
};

/** Batches of runs: `<root>.run.<capability>.<writer>.<batch>`, each subject written once, so that a name is taken for ever. */
export function natsRuns(
  ground: Ground,
  stream: string,
  blobs: BlobStore,
): RunLog & { close(): Promise<void> } {
  const { patience, publisher, jsm, nc, root } = ground;
  const everything = new Reader(ground, stream);
  const ofCapability = new Map<string, Reader>();

  const batch = async ({ seq, subject, data, header }: Message): Promise<StoredRunBatch> => {
    const blob = header(BLOB);
    const bytes = blob === '' ? data : await blobs.get(blob);
    if (bytes === null)
      throw new Error(`run batch ${header(ID)} of log ${ground.url}: its text, blob ${blob}, was erased`);
    return {
      position: seq,
      id: header(ID),
      capability: subject.split('.')[2]!,
      after: Number(header(AFTER)),
      body: decoder.decode(bytes),
    };
  };
  const ofStored = (one: StoredMsg): Message => ({
    seq: one.seq,
    subject: one.subject,
    data: one.data,
    header: (name) => one.header.get(name),
  });
  const ofRead = (one: JsMsg): Message => ({
    seq: one.seq,
    subject: one.subject,
    data: one.data,
    header: (name) => one.headers?.get(name) ?? '',
  });
  const last = async (subject: string): Promise<StoredMsg | null> => {
    try {
      return await patience.ask(() => jsm.streams.getMessage(stream, { last_by_subj: subject }));
    } catch (error) {
      if (isMissing(error)) return null;
      throw logFailure(error, ground);
    }
  };

  return {
    append: async (given) => {
      const text = JSON.stringify(given);
      const large = Buffer.byteLength(text) > (nc.info?.max_payload ?? 2 ** 20) - MARGIN;
      const own = headers();
      own.set('Nats-Msg-Id', given.id);
      own.set('Nats-Expected-Stream', stream);
      own.set('Nats-Expected-Last-Subject-Sequence', '0');
      own.set(ID, given.id);
      own.set(AFTER, String(given.after));
      own.set(N, String(given.n));
      if (large) own.set(BLOB, await blobs.put(text, 'keep'));
      const subject = `${root}.run.${given.capability}.${token(given.writer)}.${token(given.id)}`;
      try {
        const ack = await publisher.publish(subject, large ? '' : text, own);
        return { status: ack.duplicate ? 'duplicate' : 'appended', position: ack.seq };
      } catch (error) {
        const known = await last(subject);
        if (known) return { status: isConflict(error) ? 'duplicate' : 'appended', position: known.seq };
        throw logFailure(error, ground);
      }
    },
    read: async (after, limit, capability) => {
      let reader = everything;
      if (capability !== undefined) {
        reader = ofCapability.get(capability) ?? new Reader(ground, stream, `${root}.run.${capability}.>`);
        ofCapability.set(capability, reader);
      }
      return Promise.all((await reader.read(after, limit)).map((one) => batch(ofRead(one))));
    },
    find: async (id) => {
      const found = await last(`${root}.run.*.*.${token(id)}`);
      return found && batch(ofStored(found));
    },
    position: () => lastSequence(ground, stream),
    lastOf: async (writer) => Number((await last(`${root}.run.*.${token(writer)}.>`))?.header.get(N) ?? 0),
    close: async () => {
      await everything.close();
      for (const reader of ofCapability.values()) await reader.close();
    },
  };
}
