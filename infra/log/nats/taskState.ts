/** What became of a task's message. `hash` tells another body under its name apart, also when the message is gone. */
export type TaskState = {
  readonly hash: string;
  readonly status: 'waiting' | 'done' | 'dead';
  readonly worker: string | null;
  readonly freeAt: number;
  readonly attempts: number;
  readonly retries: number;
  readonly reason: string;
  readonly diedAt: string;
};

/** It is kept aside from now on. */
export const died = (state: TaskState, reason: string, at: string): TaskState => ({
  ...state,
  status: 'dead',
  worker: null,
  reason,
  diedAt: at,
});
