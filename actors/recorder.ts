import type { Run, RunBatch } from '../events/run.ts';
import type { Substrate } from '../events/substrate/substrate.ts';

/** When a run counts as recorded: after the answer (`buffered`), or before it (`durable`). */
export type RecordMode = 'buffered' | 'durable';

/** A crash loses at most this many answered runs per capability. */
export const FLUSH_RUNS = 500;
const FLUSH_MS = 50;
const RUNS_MAX = 1000;

/** A run before it has an id, with the runs of its steps when it was a workflow. */
export type Recorded = {
  readonly run: Omit<Run, 'id'>;
  readonly steps: readonly StepRun[];
  /** What is recorded instead, once what runs beside has ended; absent where nothing does. */
  readonly whole?: Promise<Recorded>;
};
export type StepRun = { readonly capability: string; readonly run: Omit<Run, 'id'> };

/** Runs that will be one batch. It takes more until it is full or its turn to be written comes. */
type Group = {
  readonly runs: Recorded[];
  /** Somebody was answered already. */
  buffered: boolean;
  queued: boolean;
};
type Waiting = { open: Group; timer: NodeJS.Timeout | null; lastWritten: Promise<void> };

const group = (): Group => ({ runs: [], buffered: false, queued: false });

/**
 * Writes runs in batches, one stream of batches per capability (DESIGN 4, Runs). A batch is written whole; what a crash can
 * lose is at most one buffer, and `lost` of the next start says how much that was.
 */
export class Recorder {
  readonly #substrate: Substrate;
  readonly #writer: string;
  readonly #onHeld: (capability: string) => void;
  readonly #buffers = new Map<string, Waiting>();
  #n: Promise<number> | null = null;
  #lastAppend: Promise<unknown> = Promise.resolve();
  #failure: unknown = null;

  /** `onHeld` hears of the first run that is answered before it is written. */
  constructor(substrate: Substrate, writer: string, onHeld: (capability: string) => void = () => {}) {
    this.#substrate = substrate;
    this.#writer = writer;
    this.#onHeld = onHeld;
  }

  /** Takes a run; `durable` resolves when it is in the log. The run's id is set here: `<batch id>/<index>`. */
  async record(capability: string, recorded: Recorded, mode: RecordMode): Promise<void> {
    if (this.#failure) throw this.#failure;
    const buffer = this.#buffer(capability);
    const { open } = buffer;
    open.runs.push(recorded);
    if (mode === 'buffered') {
      this.#onHeld(capability);
      open.buffered = true;
    }
    if (mode === 'durable' || open.runs.length >= FLUSH_RUNS) {
      const flushed = this.flush(capability);
      if (open.runs.length >= FLUSH_RUNS) buffer.open = group();
      if (mode === 'durable') await flushed;
      else flushed.catch(() => {});
      return;
    }
    buffer.timer ??= setTimeout(() => {
      this.flush(capability).catch(() => {});
    }, FLUSH_MS);
  }

  /** Writes what waits, of one capability or of all. */
  async flush(capability?: string): Promise<void> {
    if (capability === undefined) {
      await Promise.all([...this.#buffers.keys()].map((name) => this.flush(name)));
      return;
    }
    const buffer = this.#buffer(capability);
    if (buffer.timer) clearTimeout(buffer.timer);
    buffer.timer = null;
    if (buffer.open.runs.length > 0) this.#queue(capability, buffer);
    await buffer.lastWritten;
  }

  /** The open group is written after the one before it; what comes until then goes with it. */
  #queue(capability: string, buffer: Waiting): void {
    const { open } = buffer;
    if (open.queued) return;
    open.queued = true;
    buffer.lastWritten = buffer.lastWritten
      // A batch that failed was its own callers' failure, not that of the next one.
      .catch(() => {})
      .then(async () => {
        if (buffer.open === open) buffer.open = group();
        try {
          await this.#append(capability, await Promise.all(open.runs.map(async (one) => one.whole ?? one)));
        } catch (error) {
          if (open.buffered) this.#failure = error;
          throw error;
        }
      });
  }

  /** Writes runs as one batch with a name of the producer's: naming it again is writing it once. */
  async recordBatch(
    capability: string,
    id: string,
    runs: readonly Recorded[],
  ): Promise<'appended' | 'duplicate'> {
    return this.#append(capability, runs, id);
  }

  /** One writer's batches are numbered without gaps, so they are appended one after the other. */
  async #append(
    capability: string,
    recorded: readonly Recorded[],
    id?: string,
  ): Promise<'appended' | 'duplicate'> {
    const job = this.#lastAppend.then(async () => {
      const name = await this.#write(
        capability,
        recorded.map(({ run }) => run),
        id,
      );
      const steps = new Map<string, Omit<Run, 'id'>[]>();
      recorded.forEach((one, index) => {
        for (const step of one.steps) {
          const runs = steps.get(step.capability) ?? [];
          runs.push({ ...step.run, parent: `${name.id}/${index}` });
          steps.set(step.capability, runs);
        }
      });
      // Also after a duplicate: a crash may have come between the workflow's batch and those of its steps.
      for (const [of, runs] of steps) {
        for (let from = 0; from < runs.length; from += RUNS_MAX) {
          await this.#write(of, runs.slice(from, from + RUNS_MAX), `${name.id}.${of}.${from / RUNS_MAX}`);
        }
      }
      return name.status;
    });
    this.#lastAppend = job.catch(() => {});
    return job;
  }

  async #write(
    capability: string,
    runs: readonly Omit<Run, 'id'>[],
    id?: string,
  ): Promise<{ id: string; status: 'appended' | 'duplicate' }> {
    this.#n ??= this.#substrate.runs.lastOf(this.#writer);
    const n = (await this.#n) + 1;
    const name = id ?? `${this.#writer}-${n}`;
    const batch: RunBatch = {
      v: 1,
      id: name,
      capability,
      writer: this.#writer,
      n,
      after: await this.#substrate.events.position(),
      runs: runs.map((run, index) => ({ id: `${name}/${index}`, ...run })),
    };
    try {
      const { status } = await this.#substrate.runs.append(batch);
      if (status === 'appended') this.#n = Promise.resolve(n);
      return { id: name, status };
    } catch (error) {
      // It may have been written all the same: the next number is asked of the log.
      this.#n = null;
      throw error;
    }
  }

  #buffer(capability: string): Waiting {
    let buffer = this.#buffers.get(capability);
    if (!buffer) {
      buffer = { open: group(), timer: null, lastWritten: Promise.resolve() };
      this.#buffers.set(capability, buffer);
    }
    return buffer;
  }
}
