import type { EventLog, StoredCommit } from '../events/substrate/events.ts';
import type { RunLog, StoredRunBatch } from '../events/substrate/runs.ts';
import type { ProjectionDatabase, RowsByTable } from './database.ts';
import { Rows, Unprojectable } from './rows.ts';

/** What is read of a log. */
export type LogSource = {
  readonly events: Pick<EventLog, 'readAll' | 'position' | 'onAppended'>;
  readonly runs: Pick<RunLog, 'read' | 'position'>;
};

/** How far a projection has come: positions in the event log and in the run log. */
export type Checkpoint = { readonly events: number; readonly runs: number };

/** Commits in one transaction (DESIGN 7: 500–5,000). */
const COMMITS_PER_BATCH = 2000;
/** Run batches in one transaction; each holds up to 1,000 runs. Of small ones more, until they have so many bytes or are so many. */
const RUN_BATCHES_PER_BATCH = 20;
const RUN_BYTES_PER_BATCH = 2 * 1024 * 1024;
const SMALL_BATCHES_PER_BATCH = 2000;
/** Small ones read at a time: should the next ones be large, this many fit into memory. */
const SMALL_BATCHES_PER_READ = 100;
const POLL_MS = 250;
const EVERYTHING: Checkpoint = { events: Infinity, runs: Infinity };

type Batch = { readonly rows: RowsByTable; readonly to: Checkpoint };

export type ProjectorOptions = {
  /** Sees every commit before it is projected. */
  readonly inspect?: (stored: StoredCommit) => void;
  /** A failure while following the log; following goes on and will fail again until the cause is gone. */
  readonly onError?: (error: unknown) => void;
};

/**
 * Brings a database up to the log, in batches: rows and checkpoint in one transaction, so that a crash between two
 * batches repeats nothing and skips nothing.
 */
export class Projector {
  private readonly source: LogSource;
  private readonly database: ProjectionDatabase;
  private readonly options: ProjectorOptions;
  private at: Checkpoint;
  private running: Promise<Checkpoint> | null = null;

  private constructor(
    source: LogSource,
    database: ProjectionDatabase,
    at: Checkpoint,
    options: ProjectorOptions,
  ) {
    this.source = source;
    this.database = database;
    this.at = at;
    this.options = options;
  }

  /** Starts where the database's checkpoint says. */
  static async open(
    source: LogSource,
    database: ProjectionDatabase,
    options: ProjectorOptions = {},
  ): Promise<Projector> {
    const [row] = await database.select('SELECT event_position, run_position FROM raw.checkpoint');
    if (!row)
      throw new Error('the projection has no checkpoint: delete its file, it is built again from the log');
    const at = { events: Number(row['event_position']), runs: Number(row['run_position']) };
    return new Projector(source, database, at, options);
  }

  get checkpoint(): Checkpoint {
    return this.at;
  }

  /**
   * Projects everything up to the log's end (or to `until`) and answers with the checkpoint reached. What is appended
   * meanwhile may or may not be included.
   * @throws Unprojectable naming the position of a damaged commit or run batch; everything before it is projected.
   */
  async catchUp(until: Checkpoint = EVERYTHING): Promise<Checkpoint> {
    while (this.running) await this.running.catch(() => undefined);
    this.running = this.advance(until);
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  /** How many positions the projection is behind the log. */
  async lag(): Promise<Checkpoint> {
    const [events, runs] = await Promise.all([this.source.events.position(), this.source.runs.position()]);
    return { events: Math.max(0, events - this.at.events), runs: Math.max(0, runs - this.at.runs) };
  }

  /** Keeps up with the log: woken by appended commits, and every 250 ms for runs. Returns the off switch. */
  follow(): () => Promise<void> {
    let stopped = false;
    let last: Promise<unknown> = Promise.resolve();
    const wake = () => {
      if (stopped || this.running) return;
      last = this.catchUp().catch((error: unknown) => this.options.onError?.(error));
    };
    const unsubscribe = this.source.events.onAppended(wake);
    const timer = setInterval(wake, POLL_MS);
    wake();
    return async () => {
      stopped = true;
      clearInterval(timer);
      unsubscribe();
      await last;
    };
  }

  private async advance(until: Checkpoint): Promise<Checkpoint> {
    let batch = await this.next(this.at, until);
    while (batch) {
      const { rows, to } = batch;
      // While DuckDB commits one batch on its own thread, the next one is decoded on this one.
      const [, next] = await Promise.allSettled([this.write(rows, to), this.next(to, until)]).then(unwrapped);
      batch = next;
    }
    return this.at;
  }

  private async write(rows: RowsByTable, to: Checkpoint): Promise<void> {
    await this.database.append(
      rows,
      `UPDATE raw.checkpoint SET event_position = ${to.events}, run_position = ${to.runs}`,
    );
    this.at = to;
  }

  private async next(after: Checkpoint, until: Checkpoint): Promise<Batch | null> {
    const { events, runs } = this.source;
    const [commits, batches] = await Promise.all([
      after.events < until.events ? events.readAll(after.events, COMMITS_PER_BATCH) : [],
      after.runs < until.runs ? runBatches(runs, after.runs) : [],
    ]);
    const rows = new Rows((text) => this.database.checksum(text));
    let to = after;
    try {
      for (const stored of commits) {
        if (stored.position > until.events) break;
        this.options.inspect?.(stored);
        rows.addCommit(stored);
        to = { ...to, events: stored.position };
      }
      for (const stored of batches) {
        if (stored.position > until.runs) break;
        rows.addRuns(stored);
        to = { ...to, runs: stored.position };
      }
    } catch (error) {
      // What came before the damaged place is projected first; the next call meets the damage at its start.
      if (to !== after && error instanceof Unprojectable) return this.next(after, to);
      throw error;
    }
    return to === after ? null : { rows: rows.take(), to };
  }
}

/** A writer that answers after each run makes batches of one run: a transaction for every 20 of them would take longer than the runs. */
async function runBatches(runs: LogSource['runs'], after: number): Promise<readonly StoredRunBatch[]> {
  const found: StoredRunBatch[] = [];
  let bytes = 0;
  for (let limit = RUN_BATCHES_PER_BATCH; ; limit = SMALL_BATCHES_PER_READ) {
    const page = await runs.read(found.at(-1)?.position ?? after, limit);
    found.push(...page);
    for (const { body } of page) bytes += body.length;
    if (page.length < limit || bytes > RUN_BYTES_PER_BATCH || found.length >= SMALL_BATCHES_PER_BATCH)
      return found;
  }
}

/** Both have ended; the first failure is thrown, so that no write is left running behind an error. */
function unwrapped<A, B>([a, b]: [PromiseSettledResult<A>, PromiseSettledResult<B>]): [A, B] {
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}
