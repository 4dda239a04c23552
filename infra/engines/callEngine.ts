import type {
  CallOutcome,
  Evaluation,
  EvaluationJob,
  Limits,
  Program,
  Sandbox,
  Served,
} from '../../actors/ports.ts';
import { CannotServe } from './cannotServe.ts';
import type { Engine } from './engines.ts';
import { judgedBeside } from './judgedBeside.ts';

/** Calls one thing with one JSON input. It never throws for what the thing does. */
export type Call = (input: string, limits: Limits) => Promise<CallOutcome>;

/**
 * An engine from a way to prepare calls: for what runs outside the isolates. Work is not counted unless the call counts it,
 * nothing is instrumented, so coverage is null. The judge still runs in the sandbox. `parallel` calls of a job are made at a time.
 */
export function callEngine(
  sandbox: Sandbox,
  prepare: (program: Program) => Call | string,
  parallel = 1,
): Engine {
  return {
    async evaluate(job: EvaluationJob): Promise<Evaluation> {
      const call = prepare(job.program);
      if (typeof call === 'string')
        return { status: 'unloadable', error: { name: 'TypeError', message: call, line: null } };
      const calls: CallOutcome[] = [];
      for (let from = 0; from < job.inputs.length; from += parallel) {
        const some = job.inputs.slice(from, from + parallel);
        const outcomes = await Promise.all(some.map((input) => call(input, job.limits)));
        const failed = job.stopOnFailure ? outcomes.findIndex(({ status }) => status !== 'ok') : -1;
        calls.push(...(failed < 0 ? outcomes : outcomes.slice(0, failed + 1)));
        if (failed >= 0) break;
      }
      return { status: 'ok', calls, coverage: null };
    },
    async serve(program: Program, limits: Limits, judge?: Program): Promise<Served> {
      const call = prepare(program);
      if (typeof call === 'string') throw new CannotServe(call);
      const served: Served = {
        // It runs outside the isolates, so it ends no process of the sandbox.
        quarantine: null,
        call: async (input) => ({ ...(await call(input, limits)), judged: null }),
        close: async () => undefined,
      };
      return judgedBeside(sandbox, served, limits, judge);
    },
  };
}
