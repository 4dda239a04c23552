/** Makes vectors of texts. What it cannot embed is an exception: a text without a vector would never be found. */
export interface Embedder {
  /** Model and version. Vectors of different names are never compared. */
  readonly name: string;
  readonly dims: number;
  /** One vector per text, in order; of length 1, or all zero for a text that says nothing. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
