import type { Sent } from '../../actors/host.ts';
import type { FailureKind } from '../log/failure.ts';

/** What a command's end means to a script (DESIGN 10); documented in `docs/reference/cli.md`. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  conflict: 4,
  unavailable: 5,
  /** Right answers, or none yet, but too much work: stopped by fuel or time, or below `performance_min`. */
  slow: 6,
  /** It reached for what no capability grants, or the sandbox had to stop it. */
  contained: 7,
  /** The suite cannot tell right from wrong, so nothing is stored on it. */
  weakSuite: 8,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end that was expected: its message says what, where and what to do, and is printed without a stack. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Errors of the rooms below, told apart by name: to know them must not load DuckDB, XState and the sandbox. */
const codes: Readonly<Record<string, ExitCode>> = {
  NotKnown: EXIT.failed,
  RefusedQuery: EXIT.usage,
  BadAsOf: EXIT.usage,
  QueryTimeout: EXIT.failed,
  NewerSchema: EXIT.unavailable,
  DuckdbProblem: EXIT.unavailable,
  UnreadableCommit: EXIT.failed,
  DivergedState: EXIT.failed,
  BrokenDoor: EXIT.unavailable,
  BadRecording: EXIT.usage,
  BadGolden: EXIT.usage,
  NoGolden: EXIT.refused,
  IndexUnavailable: EXIT.unavailable,
  CannotServe: EXIT.unavailable,
  EmbeddingFailed: EXIT.unavailable,
  DimensionMismatch: EXIT.unavailable,
  ENOSPC: EXIT.unavailable,
  EACCES: EXIT.unavailable,
  EROFS: EXIT.unavailable,
  EPERM: EXIT.unavailable,
};

/** The exit code of an error that can be expected, whose message says it all; null for any other. */
function expectedCode(error: unknown): ExitCode | null {
  if (error instanceof CliProblem) return error.code;
  if (!(error instanceof Error)) return null;
  if (error.name === 'Unprojectable') return expectedCode(error.cause) ?? EXIT.failed;
  if (error.name === 'LogFailure') {
    const { kind } = error as Error & { kind: FailureKind };
    return kind === 'address' ? EXIT.usage : kind === 'damaged' ? EXIT.failed : EXIT.unavailable;
  }
  return codes[error.name] ?? codes['code' in error ? String(error.code) : ''] ?? null;
}

/** The exit code an error ends a command with. */
export function exitCodeOf(error: unknown): ExitCode {
  return expectedCode(error) ?? EXIT.failed;
}

/** The lines an error is told with; the stack only for those who ask (`DSE_DEBUG=1`). */
export function errorText(error: unknown): string {
  if (process.env['DSE_DEBUG'] && error instanceof Error) return error.stack ?? error.message;
  const message = error instanceof Error ? error.message : String(error);
  return expectedCode(error) === null ? `${message} (not expected: DSE_DEBUG=1 shows where)` : message;
}

/** What standard error gets of an error that ends a command: for programs one JSON object with its exit code, in one line. */
export function errorLine(error: unknown, json: boolean): string {
  const text = errorText(error);
  return json ? JSON.stringify({ error: text, exit: exitCodeOf(error) }) : `dse: ${text}`;
}

/** Ends the command unless an actor took (or had already taken) what was sent to it. */
export function requireSent(sent: Sent, what: string): void {
  if (sent.status === 'unavailable') throw new CliProblem(EXIT.unavailable, `${what}: ${sent.reason}`);
  if (sent.status === 'refused') throw new CliProblem(EXIT.conflict, `${what}: ${sent.message}`);
}
