/** A producer's message, as it came. The outcome is a fact on the actor `task/<id>`. */
export type TaskMessage = { readonly id: string; readonly capability: string; readonly body: string };

export type TaskLease = TaskMessage & { readonly attempts: number; readonly worker: string };

export type DeadTask = TaskMessage & {
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: string;
};

export interface TaskQueue {
  /** Same id and body: `duplicate`. Same id, other body: `conflict`, nothing written. */
  publish(task: TaskMessage): Promise<{ readonly status: 'published' | 'duplicate' | 'conflict' }>;
  /** Takes up to `limit` tasks whose lease is free or expired at `now` (ms), oldest first. */
  claim(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly TaskLease[]>;
  /** The task's outcome is committed. False when the lease was lost. */
  ack(id: string, worker: string): Promise<boolean>;
  /** Hands the task back, claimable again from `at` (ms). */
  release(id: string, worker: string, at: number): Promise<boolean>;
  /** Undecodable or hopeless: kept aside with the reason. */
  bury(id: string, worker: string, reason: string, at: string): Promise<boolean>;
  /** An operator puts a task that waits, or is held by any worker, among the dead. False when there is none of that name. */
  setAside(id: string, reason: string, at: string): Promise<boolean>;
  dead(): Promise<readonly DeadTask[]>;
  /** Makes a dead task claimable again, at most `cap` times in its life. */
  retry(id: string, cap: number): Promise<{ readonly status: 'retried' | 'unknown' | 'capped' }>;
  waiting(): Promise<number>;
}
