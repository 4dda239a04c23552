import { RunBatch } from '../../../events/run.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { Trace, TracedFact } from './trace.ts';

type Named = {
  readonly generation?: number;
  readonly slot?: number;
  readonly attempt?: number;
  readonly candidate?: string;
  readonly rows?: readonly { readonly example: string }[];
  readonly generator?: string;
  readonly artifact?: string;
  readonly task?: string;
  readonly suite?: { readonly version: number };
  readonly model?: { readonly rung: number };
};

/** What tells each evaluation of a fact from every other one of its actor; a fact that is none has no name. */
function namesOf({ type, data }: TracedFact): readonly string[] {
  const { generator, artifact, task, suite, model, generation, slot, attempt, candidate, rows } =
    data as Named;
  switch (type) {
    case 'artifact.tested':
    case 'controls.checked':
    case 'winner.proved':
      return [type];
    case 'suite.proved':
      return [`${type} ${suite?.version ?? ''}`];
    case 'parent.proved':
      return [`${type} ${artifact}`];
    case 'candidates.proposed':
      return [`${type} ${generator} ${model?.rung ?? ''}`];
    case 'candidate.judged':
      return [`${type} ${artifact}`];
    case 'candidate.bred':
      return [`${type} ${generation} ${slot} ${attempt}`];
    // An evaluation is one candidate on one example.
    case 'candidate.evaluated':
      return rows!.map(({ example }) => `${type} ${candidate} on ${example}`);
    case 'budget.spent':
      return [`${type} ${task}`];
    default:
      return [];
  }
}

export type Evaluations = {
  /** How often each evaluation is recorded, by a name that no other one has. */
  readonly recorded: ReadonlyMap<string, number>;
  /** Calls of language models by who was asked for which task. One that a crash cut off is made, paid and recorded again (law 3). */
  readonly modelCalls: ReadonlyMap<string, number>;
};

/** Every evaluation a log has on record: proofs, proposals, judgements, answers to examples, what was booked for them, and runs. */
export async function recordedEvaluations(log: Substrate, trace: Trace): Promise<Evaluations> {
  const recorded = new Map<string, number>();
  const modelCalls = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string): void =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [actor, facts] of Object.entries(trace))
    for (const fact of facts) for (const name of namesOf(fact)) count(recorded, `${actor} ${name}`);
  for (const { id, body } of await log.runs.read(0, Infinity)) {
    count(recorded, `run batch ${id}`);
    const { capability, runs } = RunBatch.parse(JSON.parse(body));
    for (const { correlation, model } of runs)
      count(model === undefined ? recorded : modelCalls, `run of ${capability} for ${correlation}`);
  }
  return { recorded, modelCalls };
}

/** Those that are recorded more than once. */
export function doubledEvaluations({ recorded }: Evaluations): readonly string[] {
  return [...recorded].flatMap(([name, times]) => (times > 1 ? [name] : []));
}
