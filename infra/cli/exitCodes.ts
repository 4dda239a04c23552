import { DivergedState } from '../../actors/resident.ts';
import { UnreadableCommit } from '../../events/codec.ts';
import { NewerSchema } from '../../events/upcast.ts';
import type { Sent } from '../../actors/host.ts';
import { BadAsOf, QueryTimeout, RefusedQuery, Unprojectable } from '../../projections/index.ts';
import { DuckdbProblem } from '../duckdb/duckdbProblem.ts';
import { LogFailure } from '../log/sqlite/failure.ts';

/** What a command's end means to a script (DESIGN 10); documented in `docs/reference/cli.md`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3, conflict: 4, unavailable: 5 } as const;
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

/** The exit code an error ends a command with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliProblem) return error.code;
  if (error instanceof RefusedQuery || error instanceof BadAsOf) return EXIT.usage;
  if (error instanceof NewerSchema || error instanceof DuckdbProblem) return EXIT.unavailable;
  if (error instanceof Unprojectable) return exitCodeOf(error.cause);
  if (error instanceof LogFailure) return error.kind === 'damaged' ? EXIT.failed : EXIT.unavailable;
  if (error instanceof UnreadableCommit || error instanceof DivergedState || error instanceof QueryTimeout) {
    return EXIT.failed;
  }
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOSPC', 'EACCES', 'EROFS', 'EPERM'].includes(errno) ? EXIT.unavailable : EXIT.failed;
}

/** The lines an error is told with; the stack only for those who ask (`DSE_DEBUG=1`). */
export function errorText(error: unknown): string {
  if (process.env['DSE_DEBUG'] && error instanceof Error) return error.stack ?? error.message;
  const message = error instanceof Error ? error.message : String(error);
  const expected = error instanceof Error && exitCodeOf(error) !== EXIT.failed;
  const known =
    error instanceof CliProblem ||
    error instanceof UnreadableCommit ||
    error instanceof DivergedState ||
    error instanceof Unprojectable ||
    error instanceof QueryTimeout ||
    error instanceof LogFailure;
  return expected || known ? message : `${message} (not expected: DSE_DEBUG=1 shows where)`;
}

/** Ends the command unless an actor took (or had already taken) what was sent to it. */
export function requireSent(sent: Sent, what: string): void {
  if (sent.status === 'unavailable') throw new CliProblem(EXIT.unavailable, `${what}: ${sent.reason}`);
  if (sent.status === 'refused') throw new CliProblem(EXIT.conflict, `${what}: ${sent.message}`);
}
