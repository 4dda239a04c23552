import type { ProjectionDatabase, ProjectionFiles } from './database.ts';
import { Projector } from './projector.ts';
import type { LogSource } from './projector.ts';
import { createSchema } from './schema.ts';

/**
 * Builds the projection anew beside the one that answers: a new file, everything replayed and caught up, closed, and
 * ready for `ProjectionFiles.promote`. A build that was broken off is begun again.
 */
export async function buildNext(source: LogSource, files: ProjectionFiles): Promise<void> {
  await files.remove('next');
  const database = await files.open('next');
  try {
    await replayInto(source, database);
  } finally {
    await database.close();
  }
}

/** Creates the schema in an empty database and projects the log up to its end. */
export async function replayInto(source: LogSource, database: ProjectionDatabase): Promise<Projector> {
  await createSchema(database);
  const projector = await Projector.open(source, database);
  await projector.catchUp();
  return projector;
}
