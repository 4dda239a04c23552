/** A model made no usable vectors: what was to be embedded was not written, and is tried again the next time it is needed. */
export class EmbeddingFailed extends Error {
  override readonly name = 'EmbeddingFailed';
}
