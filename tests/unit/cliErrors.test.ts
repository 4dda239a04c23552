import { describe, expect, it } from 'vitest';
import { noModel } from '../../actors/prompting/noModel.ts';
import { UnreadableCommit } from '../../events/codec.ts';
import { NewerSchema } from '../../events/upcast.ts';
import {
  CliProblem,
  errorLine,
  errorText,
  EXIT,
  exitCodeOf,
  requireSent,
} from '../../infra/cli/exitCodes.ts';
import { callEngine } from '../../infra/engines/callEngine.ts';
import { CannotServe } from '../../infra/engines/cannotServe.ts';
import { DuckdbProblem } from '../../infra/duckdb/duckdbProblem.ts';
import { LogFailure } from '../../infra/log/failure.ts';
import { BadAsOf, QueryTimeout, RefusedQuery, Unprojectable } from '../../projections/index.ts';

describe('the exit code of an error', () => {
  it.each([
    ['a refused query', new RefusedQuery('x'), EXIT.usage],
    ['a moment that is none', new BadAsOf('x'), EXIT.usage],
    ['a query that took too long', new QueryTimeout('x'), EXIT.failed],
    ['an address that names no log', new LogFailure('address', 'x'), EXIT.usage],
    ['a full disk', new LogFailure('full', 'x'), EXIT.unavailable],
    ['a damaged log', new LogFailure('damaged', 'x'), EXIT.failed],
    ['a log of a newer DSE', new LogFailure('newer', 'x'), EXIT.unavailable],
    ['a file held by another process', new DuckdbProblem('x'), EXIT.unavailable],
    ['a commit of a newer DSE', new NewerSchema('x'), EXIT.unavailable],
    ['the same behind the projector', new Unprojectable('events', 3, new NewerSchema('x')), EXIT.unavailable],
    ['a corrupted commit', new UnreadableCommit('x'), EXIT.failed],
    ['the same behind the projector', new Unprojectable('events', 3, new UnreadableCommit('x')), EXIT.failed],
    ['no room for the projection', Object.assign(new Error('x'), { code: 'ENOSPC' }), EXIT.unavailable],
    ['what cannot be called here', new CannotServe('x'), EXIT.unavailable],
    ['anything else', new Error('x'), EXIT.failed],
  ])('of %s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it('is 5 when the log took nothing, 4 when the state forbids it', () => {
    const code = (sent: Parameters<typeof requireSent>[0]) => {
      try {
        requireSent(sent, 'x');
        return EXIT.ok;
      } catch (error) {
        return exitCodeOf(error);
      }
    };
    expect(code({ status: 'unavailable', reason: 'the disk is full' })).toBe(EXIT.unavailable);
    expect(code({ status: 'refused', code: 'illegal', message: 'x' })).toBe(EXIT.conflict);
    expect(code({ status: 'handled' })).toBe(EXIT.ok);
  });
});

it('an error is told to programs as one object in one line, with the exit code it ends with', () => {
  const error = new CliProblem(EXIT.conflict, 'a problem\n  of two lines');
  expect(errorLine(error, true).split('\n')).toHaveLength(1);
  expect(JSON.parse(errorLine(error, true))).toEqual({ error: 'a problem\n  of two lines', exit: 4 });
  expect(errorLine(error, false)).toBe('dse: a problem\n  of two lines');
});

it('an error that was expected is told without a stack; any other says how to see it', () => {
  expect(errorText(new CliProblem(EXIT.usage, 'name a file'))).toBe('name a file');
  expect(errorText(new Error('boom'))).toBe('boom (not expected: DSE_DEBUG=1 shows where)');
});

it('a prompt whose model is missing is told with what to do, as any error that was expected', async () => {
  const engine = callEngine({} as never, () => noModel('primary'));
  const error = await engine.serve({} as never, {} as never).then(
    () => null,
    (failed: unknown) => failed,
  );
  expect(errorText(error)).toMatch(
    /^there is no model "primary" in the settings: add one of this name under `models`/,
  );
  expect(errorText(error)).not.toContain('not expected');
});
