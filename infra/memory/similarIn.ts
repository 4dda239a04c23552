import type { SimilarFound, SimilarQuestion } from '../../actors/ports.ts';
import type { Dse } from '../dse.ts';
import type { StoreMemory } from './storeMemory.ts';

/** What is stored and described like this, whatever its quality: its proof is what counts. */
export async function similarIn(
  dse: Dse,
  memory: StoreMemory,
  { text, limit, minSimilarity, types, languages }: SimilarQuestion,
): Promise<SimilarFound> {
  const position = await dse.substrate.events.position();
  const { findings, embedder } = await memory.find({
    text,
    limit,
    minQuality: 0,
    minSimilarity,
    where: [
      { field: 'type', oneOf: types },
      { field: 'language', oneOf: languages },
    ],
  });
  return {
    position,
    embedder,
    found: findings.map(({ id, capability, description, similarity, quality }) => ({
      artifact: id,
      capability,
      description,
      similarity,
      quality,
    })),
  };
}
