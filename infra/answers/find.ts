import type { StoreMemory } from '../memory/storeMemory.ts';

/** What a search asks for unless told otherwise (SPEC P11). */
export const FIND = {
  limit: 5,
  minQuality: 0.75,
  /** Texts of other matters come this near by chance; 3 in 100 right answers stay below it, too (docs/explanation/memory.md). */
  minSimilarity: 0.15,
} as const;

export type FindQuestion = {
  readonly text: string;
  readonly limit: number;
  readonly minQuality: number;
  readonly minSimilarity: number;
  readonly tags: readonly string[];
  readonly type?: string | undefined;
  readonly language?: string | undefined;
  readonly capability?: string | undefined;
};

const rounded = (value: number): number => Number(value.toFixed(4));

/** What was stored and is described like this, the best proven first (SPEC P11, C33). */
export async function foundIn(
  memory: StoreMemory,
  { text, limit, minQuality, minSimilarity, tags, type, language, capability }: FindQuestion,
) {
  const { findings, embedder } = await memory.find({
    text,
    limit,
    minQuality,
    minSimilarity,
    where: [
      ...Object.entries({ type, language, capability }).flatMap(([field, is]) =>
        is === undefined ? [] : [{ field, is }],
      ),
      ...tags.map((tag) => ({ field: 'tags', is: tag })),
    ],
  });
  return findings.map(({ id, ...finding }) => ({
    artifact_id: id,
    ...finding,
    rank: rounded(finding.rank),
    similarity: rounded(finding.similarity),
    cosine: rounded(finding.cosine),
    described: rounded(finding.described),
    coded: rounded(finding.coded),
    embedder,
  }));
}
