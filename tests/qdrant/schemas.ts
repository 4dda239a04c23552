import { z } from 'zod';

/**
 * What Qdrant takes at the endpoints that DSE uses: written by hand after its OpenAPI document v1.19.x (`docs/redoc/v1.19.x/openapi.json`
 * in qdrant/qdrant), same types, bounds and required fields. Fields that DSE does not send are left out, and unknown ones are refused, where
 * the document mostly lets them pass: a misspelt field would do nothing on a real server.
 */

/** format uint64, or format uuid. */
const ExtendedPointId = z.union([z.int().min(0), z.uuid()]);
const VectorStruct = z.array(z.number()).min(1);

const unique = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

const Match = z.union([
  z.strictObject({ value: z.union([z.string(), z.int(), z.boolean()]) }),
  z.strictObject({
    any: z.union([z.array(z.string()).refine(unique), z.array(z.int()).refine(unique)]),
  }),
]);
const Range = z.strictObject({
  lt: z.number().nullish(),
  gt: z.number().nullish(),
  gte: z.number().nullish(),
  lte: z.number().nullish(),
});

const FieldCondition = z.strictObject({
  key: z.string(),
  match: Match.nullish(),
  range: Range.nullish(),
});
const HasIdCondition = z.strictObject({ has_id: z.array(ExtendedPointId).refine(unique) });
const Condition = z.union([FieldCondition, HasIdCondition]);
export type QdrantCondition = z.infer<typeof Condition>;

/** `additionalProperties: false` in the document, too. */
const Filter = z.strictObject({ must: z.array(Condition).nullish() });

const WithPayload = z.union([z.boolean(), z.array(z.string())]);

export const CreateCollection = z.strictObject({
  vectors: z.strictObject({
    size: z.int().min(1),
    distance: z.enum(['Cosine', 'Euclid', 'Dot', 'Manhattan']),
  }),
  strict_mode_config: z.strictObject({ enabled: z.boolean().nullish() }).nullish(),
});

export const PointsList = z.strictObject({
  points: z.array(
    z.strictObject({
      id: ExtendedPointId,
      vector: VectorStruct,
      payload: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

export const PointIdsList = z.strictObject({ points: z.array(ExtendedPointId) });

export const QueryRequest = z.strictObject({
  query: VectorStruct,
  filter: Filter.nullish(),
  params: z.strictObject({ exact: z.boolean(), hnsw_ef: z.int().min(1).nullish() }).nullish(),
  limit: z.int().min(1).nullish(),
  offset: z.int().min(0).nullish(),
  with_payload: WithPayload.nullish(),
  with_vector: z.boolean().nullish(),
});

export const ScrollRequest = z.strictObject({
  offset: ExtendedPointId.nullish(),
  limit: z.int().min(1).nullish(),
  with_payload: WithPayload.nullish(),
  with_vector: z.boolean(),
});

export const CountRequest = z.strictObject({ filter: Filter.nullish(), exact: z.boolean().default(true) });
