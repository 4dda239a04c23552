import { sha256 } from '../../../events/hash.ts';
import type { BlobStore } from '../../../events/substrate/blobs.ts';

export function memoryBlobs(): BlobStore {
  const contents = new Map<string, Uint8Array>();
  return {
    put: async (content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : Uint8Array.from(content);
      const hash = sha256(bytes);
      contents.set(hash, bytes);
      return hash;
    },
    get: async (hash) => {
      const bytes = contents.get(hash);
      return bytes ? Uint8Array.from(bytes) : null;
    },
    has: async (hash) => contents.has(hash),
    erase: async (hash) => contents.delete(hash),
  };
}
