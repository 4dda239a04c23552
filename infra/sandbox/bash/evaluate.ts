import type { CallOutcome, EvaluationJob } from '../../../actors/ports.ts';
import type { Done } from '../worker/evaluate.ts';
import { BashProgram } from './program.ts';
import type { Shell } from './shell.ts';

/** Runs the calls of a job from index `from` on; `loaded` is told once, then `emit` each outcome in order. There is no coverage: lines of a script are not told apart. */
export async function evaluate(
  shell: Shell,
  job: EvaluationJob,
  from: number,
  loaded: () => void,
  emit: (outcome: CallOutcome) => void,
): Promise<Done> {
  const program = await BashProgram.load(shell, job.program, job.limits, job.seed);
  if (!(program instanceof BashProgram)) return program;
  loaded();
  for (const input of job.inputs.slice(from)) {
    const outcome = await program.call(input, job.mode === 'fuel');
    emit(outcome);
    if (outcome.status !== 'ok' && job.stopOnFailure === true) break;
  }
  return { status: 'ok', coverage: null };
}
