import { RunBatch } from '../../../events/run.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { Trace, TracedFact } from './trace.ts';

type Named = {
  readonly generator?: string;
  readonly artifact?: string;
  readonly task?: string;
  readonly suite?: { readonly version: number };
  readonly model?: { readonly rung: number };
};

/** What tells an evaluation from every other one of its actor; null for a fact that is none. */
function nameOf({ type, data }: TracedFact): string | null {
  const { generator, artifact, task, suite, model } = data as Named;
  switch (type) {
    case 'artifact.tested':
      return type;
    case 'suite.proved':
      return `${type} ${suite?.version ?? ''}`;
    case 'parent.proved':
      return `${type} ${artifact}`;
    case 'candidates.proposed':
      return `${type} ${generator} ${model?.rung ?? ''}`;
    case 'candidate.judged':
      return `${type} ${artifact}`;
    case 'budget.spent':
      return `${type} ${task}`;
    default:
      return null;
  }
}

export type Evaluations = {
  /** How often each evaluation is recorded, by a name that no other one has. */
  readonly recorded: ReadonlyMap<string, number>;
  /** Calls of language models by who was asked for which task. One that a crash cut off is made, paid and recorded again (law 3). */
  readonly modelCalls: ReadonlyMap<string, number>;
};

/** Every evaluation a log has on record: proofs, proposals, judgements, what was booked for them, and runs. */
export async function recordedEvaluations(log: Substrate, trace: Trace): Promise<Evaluations> {
  const recorded = new Map<string, number>();
  const modelCalls = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string): void =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [actor, facts] of Object.entries(trace))
    for (const fact of facts) {
      const name = nameOf(fact);
      if (name !== null) count(recorded, `${actor} ${name}`);
    }
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
