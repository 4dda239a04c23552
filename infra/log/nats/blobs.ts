import { headers } from '@nats-io/transport-node';
import type { StoredMsg } from '@nats-io/jetstream';
import { sha256 } from '../../../events/hash.ts';
import type { BlobStore, Retention } from '../../../events/substrate/blobs.ts';
import { LogFailure } from '../failure.ts';
import { isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';

const RETENTION = 'dse-retention';
const CHUNKS = 'dse-chunks';
/** Content beyond this is cut into messages of this size; servers take 1 MiB unless told otherwise. */
const CHUNK_BYTES = 512 * 1024;

/**
 * Content-addressed bytes: `<root>.blob.<sha256>` holds the content, or says in how many parts `<root>.blob.<sha256>.<n>` it stands. One
 * message is one read: an object store would make a consumer for each.
 */
export function natsBlobs(ground: Ground, stream: string): BlobStore {
  const { patience, publisher, jsm, root } = ground;
  const subject = (hash: string): string => `${root}.blob.${hash}`;
  const message = async (at: string): Promise<StoredMsg | null> => {
    try {
      return await patience.ask(() => jsm.streams.getMessage(stream, { last_by_subj: at }));
    } catch (error) {
      if (isMissing(error)) return null;
      throw logFailure(error, ground);
    }
  };
  const store = async (
    at: string,
    content: Uint8Array,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const own = headers();
    own.set('Nats-Expected-Stream', stream);
    for (const [name, value] of Object.entries(fields)) own.set(name, value);
    try {
      await publisher.publish(at, content, own);
    } catch (error) {
      throw logFailure(error, ground);
    }
  };
  const damaged = (hash: string, why: string): LogFailure =>
    new LogFailure(
      'damaged',
      `blob ${hash} of log ${ground.url} is damaged: ${why}. Restore it from a copy (\`dse log copy\`) or erase it`,
    );

  return {
    put: async (content, retention) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const hash = sha256(bytes);
      const known = await message(subject(hash));
      if (known !== null && (retention === 'value' || (known.header.get(RETENTION) as Retention) === 'keep'))
        return hash;
      if (bytes.length <= CHUNK_BYTES) {
        await store(subject(hash), bytes, { [RETENTION]: retention });
        return hash;
      }
      const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
      for (let part = 0; part < chunks; part += 1) {
        await store(
          `${subject(hash)}.${part}`,
          bytes.slice(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES),
          {},
        );
      }
      // Last, so that whoever finds it finds all parts.
      await store(subject(hash), new Uint8Array(), { [RETENTION]: retention, [CHUNKS]: String(chunks) });
      return hash;
    },
    get: async (hash) => {
      const found = await message(subject(hash));
      if (found === null) return null;
      const parts: Uint8Array[] = [];
      const chunks = Number(found.header.get(CHUNKS) || 0);
      for (let part = 0; part < chunks; part += 1) {
        const chunk = await message(`${subject(hash)}.${part}`);
        if (chunk === null) throw damaged(hash, `part ${part + 1} of ${chunks} is missing`);
        parts.push(chunk.data);
      }
      const bytes = chunks === 0 ? found.data : new Uint8Array(Buffer.concat(parts));
      if (sha256(bytes) !== hash) throw damaged(hash, 'its content has another hash');
      return bytes;
    },
    has: async (hash) => (await message(subject(hash))) !== null,
    erase: async (hash) => {
      const found = await message(subject(hash));
      if (found === null) return false;
      const purge = (filter: string) => patience.ask(() => jsm.streams.purge(stream, { filter }));
      const { purged } = await purge(subject(hash));
      await purge(`${subject(hash)}.>`);
      return purged > 0;
    },
  };
}
