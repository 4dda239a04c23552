import type { ActorRef, Commit } from '../commit.ts';

/** Where an actor's stream ends. `token` is opaque and belongs to the log that gave it. */
export type Head = { readonly version: number; readonly token: string };

/** What survives what: `memory` nothing, `os` a crash of the process, `fsync` a power cut. */
export type Durability = 'memory' | 'os' | 'fsync';

export type AppendOutcome =
  | {
      readonly status: 'appended';
      readonly head: Head;
      /** Position in the whole log, from 1, strictly growing, not gapless. */
      readonly position: number;
      readonly durability: Durability;
      /** True when this very commit was there already: a retry after an ambiguous ack. */
      readonly duplicate: boolean;
    }
  | { readonly status: 'conflict'; readonly head: Head | null }
  | { readonly status: 'refused'; readonly reason: string };

/** A commit as stored. `body` is its text byte for byte; decode it with `decodeCommit` of `events/codec.ts`. */
export type StoredCommit = {
  readonly position: number;
  readonly actor: ActorRef;
  readonly version: number;
  readonly id: string;
  readonly body: string;
};

export interface EventLog {
  /**
   * Appends one commit at the expected head (null: the actor is new). `body` is `encodeCommit(commit)`. The effects the
   * commit asks for become claimable and those it ended vanish in the same transaction. A body over COMMIT_BYTES_MAX
   * or a full disk is `refused` with the reason, and nothing is written.
   */
  append(commit: Commit, body: string, expected: Head | null): Promise<AppendOutcome>;
  /** The actor's commits with version > `after`, in order; `limit` at most. A head says where in the log to go on, which is faster. */
  read(actor: ActorRef, after?: number | Head, limit?: number): Promise<readonly StoredCommit[]>;
  head(actor: ActorRef): Promise<Head | null>;
  /** Commits of all actors with position > `after`, in order; at most `limit`. */
  readAll(after: number, limit: number): Promise<readonly StoredCommit[]>;
  /** The highest position, 0 when empty. */
  position(): Promise<number>;
  /** Calls `wake` after commits were appended, by this process or another (then within a second). Returns the off switch. */
  onAppended(wake: () => void): () => void;
}
