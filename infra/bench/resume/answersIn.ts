import { RunBatch } from '../../../events/run.ts';
import type { Run } from '../../../events/run.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { unmeasured } from './trace.ts';
import type { Trace, TracedFact } from './trace.ts';

/** What a run says of who answers whom in a rollout, without its times and its names of units. */
function answerOf({ correlation, ran, outcome, output, quality, fuel, assigned, beside }: Run): TracedFact {
  const { rollout, propensity, instead_of } = assigned!;
  return {
    type: 'run',
    data: {
      request: correlation,
      ran,
      outcome,
      output: output !== null && 'json' in output ? output.json : null,
      quality,
      fuel,
      rollout,
      propensity,
      instead_of,
      beside: beside?.map((one) => unmeasured(one)),
    },
  };
}

/** Who answered the requests of each rollout, with which chance, in the order of the log. */
export async function answersIn(log: Substrate): Promise<Trace> {
  const answers: Record<string, TracedFact[]> = {};
  for (const { body } of await log.runs.read(0, Infinity)) {
    const { capability, runs } = RunBatch.parse(JSON.parse(body));
    for (const run of runs)
      if (run.assigned !== undefined)
        (answers[`capability/${capability} answering for ${run.assigned.rollout}`] ??= []).push(
          answerOf(run),
        );
  }
  return answers;
}
