/** DuckDB would not open or answer: says what, where and what to do. */
export class DuckdbProblem extends Error {
  override readonly name = 'DuckdbProblem';
}

/** The message for a file that could not be opened. */
export function openingProblem(path: string, error: unknown): DuckdbProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (/conflicting lock|could not set lock|being used by another process/i.test(message)) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    const holder = pid ? `process ${pid}` : 'another process';
    return new DuckdbProblem(
      `${path} is held by ${holder}; only one process can open a DuckDB file: ask through that process, or stop it and try again`,
      { cause: error },
    );
  }
  if (/no space left|disk full/i.test(message)) {
    return new DuckdbProblem(
      `no room on the disk of ${path}: free some and try again; the event log is not touched`,
      {
        cause: error,
      },
    );
  }
  return new DuckdbProblem(
    `${path} cannot be opened (${message.split('\n')[0]}): delete it, it is built again from the event log`,
    { cause: error },
  );
}
