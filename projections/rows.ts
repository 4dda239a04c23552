import type { FactType } from '../events/catalog.ts';
import { effectKey } from '../events/commit.ts';
import type { Commit, Fact } from '../events/commit.ts';
import type { ModelCall, Run, RunBatch } from '../events/run.ts';
import type { StoredCommit } from '../events/substrate/events.ts';
import type { StoredRunBatch } from '../events/substrate/runs.ts';
import type { RowsByTable } from './database.ts';
import { json } from './facts/place.ts';
import type { Cell, Place, Row } from './facts/place.ts';
import { places } from './facts/places.ts';
import { readCommit } from './readCommit.ts';

/** The log holds something that no row can be made of: it was altered after it was written. */
export class Unprojectable extends Error {
  override readonly name = 'Unprojectable';
  readonly position: number;
  readonly log: 'events' | 'runs';

  constructor(log: 'events' | 'runs', position: number, cause: unknown) {
    const what = log === 'events' ? 'commit' : 'run batch';
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${what} at position ${position} cannot be projected: ${why}`, { cause });
    this.position = position;
    this.log = log;
  }
}

type AnyPlace = Place<Readonly<Record<string, unknown>>>;
// Facts were checked against the catalog when they were written, so each place gets the data of its own type.
const placeOf = places as unknown as Readonly<Record<FactType, AnyPlace>>;

/** Turns commits and run batches into rows of the raw tables (`facts/*.sql`). */
export class Rows {
  private readonly tables = new Map<string, Row[]>();
  private readonly checksum: (text: string) => number;

  constructor(checksum: (text: string) => number) {
    this.checksum = checksum;
  }

  /** Adds a commit: its own row, one per fact, effect and ended child. */
  addCommit(stored: StoredCommit): void {
    try {
      this.add(stored, readCommit(stored));
    } catch (error) {
      throw new Unprojectable('events', stored.position, error);
    }
  }

  /** Adds a run batch: its own row and one per run. */
  addRuns(stored: StoredRunBatch): void {
    const { position, after } = stored;
    try {
      const batch = JSON.parse(stored.body) as RunBatch;
      this.table('run_batch').push([
        position,
        batch.id,
        batch.capability,
        batch.writer,
        batch.n,
        after,
        batch.runs.length,
        this.checksum(stored.body),
      ]);
      const runs = this.table('run');
      for (const [index, run] of batch.runs.entries()) {
        runs.push([
          position,
          index,
          after,
          batch.capability,
          run.id,
          run.kind,
          run.ran,
          run.input.hash,
          run.output === null ? null : run.output.hash,
          run.outcome,
          run.error,
          run.quality,
          run.failed.length === 0 ? null : json(run.failed),
          run.latency_us,
          run.fuel,
          run.wall_us,
          run.cpu_us,
          run.peak_bytes,
          run.output_bytes,
          run.cost_micro,
          run.cache,
          run.at,
          run.parent,
          run.correlation,
          ...rolloutCells(run),
          ...modelCells(run.model),
          run.asked?.tokens ?? null,
          run.asked?.repairs ?? null,
          run.asked?.cost_micro ?? null,
        ]);
      }
    } catch (error) {
      throw new Unprojectable('runs', position, error);
    }
  }

  /** The rows so far; the collector starts anew. */
  take(): RowsByTable {
    const taken = new Map(this.tables);
    this.tables.clear();
    return taken;
  }

  private add(stored: StoredCommit, commit: Commit): void {
    const seq = stored.position;
    const { actor, version, meta } = commit;
    let cost = 0;
    let types = '';
    for (const [index, fact] of commit.events.entries()) {
      const place = placeOf[fact.type as FactType];
      const head: Cell[] = [seq, index, actor.kind, actor.id, version, meta.at];
      this.table(place.table).push(head.concat(cells(place, fact, commit)));
      cost += place.cost?.(fact.data) ?? 0;
      types = types === '' ? fact.type : `${types},${fact.type}`;
    }
    for (const [index, effect] of commit.effects.entries()) {
      const key = effectKey(commit.id, index);
      const due = effect.due ?? null;
      this.table('effect').push([seq, index, actor.kind, actor.id, key, effect.name, effect.child, due]);
    }
    for (const child of commit.ended) this.table('effect_end').push([seq, actor.kind, actor.id, child]);
    this.table('commit').push([
      seq,
      commit.id,
      actor.kind,
      actor.id,
      version,
      meta.at,
      meta.command,
      meta.correlation,
      meta.causation,
      meta.producer.machine,
      meta.producer.version,
      meta.producer.writer,
      meta.policy,
      types,
      commit.events.length,
      commit.effects.length,
      cost,
      commit.state,
      commit.prev,
      this.checksum(stored.body),
    ]);
  }

  private table(name: string): Row[] {
    let rows = this.tables.get(name);
    if (!rows) this.tables.set(name, (rows = []));
    return rows;
  }
}

const NO_ROLLOUT: Row = Array<null>(5).fill(null);

function rolloutCells({ assigned, beside }: Run): Row {
  if (assigned === undefined) return NO_ROLLOUT;
  const { rollout, propensity, unit, instead_of } = assigned;
  return [rollout, propensity, unit, instead_of ?? null, beside === undefined ? null : json(beside)];
}

const NO_MODEL: Row = Array<null>(9).fill(null);

function modelCells(call: ModelCall | undefined): Row {
  if (call === undefined) return NO_MODEL;
  return [
    call.provider,
    call.model,
    call.for,
    call.ended,
    call.input_tokens,
    call.output_tokens,
    call.estimated,
    call.attempts,
    call.simulated,
  ];
}

function cells(place: AnyPlace, fact: Fact, commit: Commit): Row {
  try {
    return place.row(fact.data, commit.actor);
  } catch (error) {
    throw new Error(`fact "${fact.type}" does not have the fields it was written with (${String(error)})`, {
      cause: error,
    });
  }
}
