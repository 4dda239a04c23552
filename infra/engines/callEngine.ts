import type {
  CallOutcome,
  Evaluation,
  EvaluationJob,
  Limits,
  Program,
  Sandbox,
  Served,
} from '../../actors/ports.ts';
import type { Engine } from './engines.ts';
import { judgedBeside } from './judgedBeside.ts';

/** Calls one thing with one JSON input. It never throws for what the thing does. */
export type Call = (input: string, limits: Limits) => Promise<CallOutcome>;

/**
 * An engine from a way to prepare calls: for what runs outside the isolates. Work is not counted unless the call counts it,
 * nothing is instrumented, so coverage is null. The judge still runs in the sandbox.
 */
export function callEngine(sandbox: Sandbox, prepare: (program: Program) => Call | string): Engine {
  return {
    async evaluate(job: EvaluationJob): Promise<Evaluation> {
      const call = prepare(job.program);
      if (typeof call === 'string')
        return { status: 'unloadable', error: { name: 'TypeError', message: call, line: null } };
      const calls: CallOutcome[] = [];
      for (const input of job.inputs) {
        const outcome = await call(input, job.limits);
        calls.push(outcome);
        if (job.stopOnFailure && outcome.status !== 'ok') break;
      }
      return { status: 'ok', calls, coverage: null };
    },
    async serve(program: Program, limits: Limits, judge?: Program): Promise<Served> {
      const call = prepare(program);
      if (typeof call === 'string') throw new Error(call);
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
