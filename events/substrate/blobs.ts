/** How long a blob must stay: `keep` for sources, suites and proofs; `value` for inputs and outputs (erasable). */
export type Retention = 'keep' | 'value';

/** Content-addressed bytes. Every reference in the log is the sha256 of the content. */
export interface BlobStore {
  /** Stores and returns the sha256 (hex). Storing the same content twice stores it once; `keep` wins over `value`. */
  put(content: Uint8Array | string, retention: Retention): Promise<string>;
  /** The content, or null when unknown or erased. Content whose hash does not match is an error naming the blob. */
  get(hash: string): Promise<Uint8Array | null>;
  has(hash: string): Promise<boolean>;
  /** Erasure; the caller records the fact `blob.erased`. False when there was none. */
  erase(hash: string): Promise<boolean>;
}
