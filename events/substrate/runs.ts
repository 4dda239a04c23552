import type { RunBatch } from '../run.ts';

export type StoredRunBatch = {
  readonly position: number;
  readonly id: string;
  readonly capability: string;
  readonly after: number;
  readonly body: string;
};

export interface RunLog {
  /** Writes a batch whole. The same id again is `duplicate` and changes nothing. */
  append(batch: RunBatch): Promise<{ readonly status: 'appended' | 'duplicate'; readonly position: number }>;
  /** Batches with position > `after`, in order; of one capability when named. */
  read(after: number, limit: number, capability?: string): Promise<readonly StoredRunBatch[]>;
  /** The batch with this id. */
  find(id: string): Promise<StoredRunBatch | null>;
  position(): Promise<number>;
  /** The highest `n` this writer has written, 0 when none. */
  lastOf(writer: string): Promise<number>;
}
