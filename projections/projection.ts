import type { ProjectionDatabase, ProjectionFiles } from './database.ts';
import { Projector } from './projector.ts';
import type { Checkpoint, LogSource, ProjectorOptions } from './projector.ts';
import { query } from './query.ts';
import type { QueryOptions, QueryResult } from './query.ts';
import { buildNext } from './rebuild.ts';
import { createSchema, schemaHash } from './schema.ts';
import { verify } from './verify.ts';
import type { Verification } from './verify.ts';

type Options = Pick<ProjectorOptions, 'onError'>;

/**
 * What is known about one log: its database, kept up to date and asked. Everything in it is computed from the log, so
 * a projection of another build, or of a log that is not this one, is built anew.
 */
export class Projection {
  private readonly source: LogSource;
  private readonly files: ProjectionFiles;
  private readonly options: Options;
  private database: ProjectionDatabase;
  private projector: Projector;
  private unfollow: (() => Promise<void>) | null = null;
  /** Queries wait for this while the file is exchanged. */
  private exchange: Promise<void> = Promise.resolve();
  /** Projecting waits for this while the database has to stand still. */
  private quiet: Promise<unknown> = Promise.resolve();
  private readonly asked = new Set<Promise<unknown>>();

  private constructor(
    source: LogSource,
    files: ProjectionFiles,
    options: Options,
    opened: { readonly database: ProjectionDatabase; readonly projector: Projector },
  ) {
    this.source = source;
    this.files = files;
    this.options = options;
    this.database = opened.database;
    this.projector = opened.projector;
  }

  /** Opens the live file, creating or rebuilding it where needed. Not caught up yet: call `catchUp` or `follow`. */
  static async open(source: LogSource, files: ProjectionFiles, options: Options = {}): Promise<Projection> {
    let database = await files.open('live');
    if ((await conditionOf(database, source)) === 'stale') {
      await database.close();
      await buildNext(source, files);
      await files.promote();
      database = await files.open('live');
    }
    return new Projection(source, files, options, {
      database,
      projector: await Projector.open(source, database, options),
    });
  }

  get checkpoint(): Checkpoint {
    return this.projector.checkpoint;
  }

  async catchUp(): Promise<Checkpoint> {
    await this.quiet;
    return this.projector.catchUp();
  }

  /** How many positions it is behind the log. */
  lag(): Promise<Checkpoint> {
    return this.projector.lag();
  }

  /** Keeps up with the log until closed. */
  follow(): void {
    this.unfollow ??= this.projector.follow();
  }

  /** One SELECT over the views; see `query`. */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    await this.exchange;
    const answer = query(this.database, sql, options);
    const settled = answer.catch(() => undefined).finally(() => this.asked.delete(settled));
    this.asked.add(settled);
    return answer;
  }

  /** Builds everything anew from the log while the old file answers, then exchanges the files at once. */
  async rebuild(): Promise<Checkpoint> {
    await this.quietly(async () => {
      await buildNext(this.source, this.files);
      this.exchange = this.exchangeFiles();
      await this.exchange;
    });
    return this.catchUp();
  }

  /** Catches up, replays the log beside the live database and compares; see `verify`. Answers queries meanwhile. */
  verify(): Promise<Verification> {
    return this.quietly(async () => {
      await this.projector.catchUp();
      await this.files.remove('beside');
      const beside = await this.files.open('beside');
      try {
        return await verify(this.source, this.database, beside);
      } finally {
        await beside.close();
        await this.files.remove('beside');
      }
    });
  }

  async close(): Promise<void> {
    await this.quiet;
    await this.unfollow?.();
    this.unfollow = null;
    await this.database.close();
  }

  /** Nothing is projected while `work` runs; one such work at a time. */
  private quietly<T>(work: () => Promise<T>): Promise<T> {
    const result = this.quiet.then(async () => {
      const following = this.unfollow !== null;
      await this.unfollow?.();
      this.unfollow = null;
      try {
        return await work();
      } finally {
        if (following) this.follow();
      }
    });
    this.quiet = result.catch(() => undefined);
    return result;
  }

  private async exchangeFiles(): Promise<void> {
    await Promise.all(this.asked);
    await this.database.close();
    await this.files.promote();
    this.database = await this.files.open('live');
    this.projector = await Projector.open(this.source, this.database, this.options);
  }
}

/** `new` gets its schema here; `stale` was made by another build or from another log. */
async function conditionOf(database: ProjectionDatabase, source: LogSource): Promise<'ready' | 'stale'> {
  const tables = await database.select(
    "SELECT 1 AS found FROM duckdb_tables() WHERE schema_name = 'raw' AND table_name = 'checkpoint'",
  );
  if (tables.length === 0) {
    await createSchema(database);
    return 'ready';
  }
  const [row] = await database.select('SELECT event_position, run_position, schema FROM raw.checkpoint');
  const [events, runs] = await Promise.all([source.events.position(), source.runs.position()]);
  const ahead = Number(row?.['event_position']) > events || Number(row?.['run_position']) > runs;
  return row?.['schema'] === schemaHash && !ahead ? 'ready' : 'stale';
}
