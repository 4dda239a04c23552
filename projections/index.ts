export { BadAsOf } from './asOf.ts';
export type {
  Bounds,
  ProjectionDatabase,
  ProjectionFiles,
  Reader,
  ResultRow,
  ResultRows,
  RowsByTable,
} from './database.ts';
export { Interrupted } from './database.ts';
export { RefusedQuery } from './onlySelect.ts';
export { Projection } from './projection.ts';
export { Projector } from './projector.ts';
export type { Checkpoint, LogSource } from './projector.ts';
export { query, QueryTimeout } from './query.ts';
export type { QueryOptions, QueryResult } from './query.ts';
export { Unprojectable } from './rows.ts';
export { createSchema, viewNames, views } from './schema.ts';
export type { ViewName } from './schema.ts';
export { verify } from './verify.ts';
export type { Difference, Verification } from './verify.ts';
