import { DimensionMismatch } from '../../actors/memory/vectorIndex.ts';

/**
 * A vector of length 1, so that a product is a cosine; all zero stays so and is like nothing. `what` names it in errors.
 * @throws DimensionMismatch when it has not `dims` numbers; RangeError when one is none.
 */
export function unit(vector: Float32Array, dims: number, what: string): Float32Array {
  if (vector.length !== dims) throw new DimensionMismatch(what, vector.length, dims);
  let square = 0;
  for (let at = 0; at < vector.length; at++) square += vector[at]! * vector[at]!;
  if (!Number.isFinite(square))
    throw new RangeError(
      `${what} holds something that is no number: its embedder is at fault, nothing was written`,
    );
  if (square === 0) return vector;
  const length = Math.sqrt(square);
  const result = new Float32Array(vector.length);
  for (let at = 0; at < vector.length; at++) result[at] = vector[at]! / length;
  return result;
}
