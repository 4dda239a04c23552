import type { FactData } from '../../../events/catalog.ts';
import type { Fact } from '../../../events/commit.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { Form, Said } from '../command.ts';
import { commitsOf } from '../commits.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';
import { transcriptOf } from '../print/transcript.ts';

export type BestEffort = {
  readonly artifact: string;
  readonly passed: number;
  readonly total: number;
  readonly warning: string;
};

export type TaskOutcome = {
  readonly task: string;
  readonly outcome: 'answered' | 'unanswered' | 'rejected' | 'open';
  readonly capability: string | null;
  readonly artifact: string | null;
  readonly quality: number | null;
  readonly reason: string | null;
  readonly ways_out: readonly string[];
  /** Without an answer: what came nearest to one. It is proved to be wrong, so it is neither stored nor served. */
  readonly best_effort: BestEffort | null;
  readonly steps: readonly { readonly position: number; readonly at: string; readonly fact: Fact }[];
};

const ENDS = {
  'task.answered': 'answered',
  'task.unanswered': 'unanswered',
  'task.rejected': 'rejected',
} as const;

/** What became of a task, from its own log. @throws CliProblem when there is no such task. */
export async function outcomeOf(substrate: Substrate, task: string): Promise<TaskOutcome> {
  const commits = await commitsOf(substrate, { kind: 'task', id: task });
  if (commits.length === 0) {
    throw new CliProblem(
      EXIT.failed,
      `there is no task "${task}": \`dse query "select task, outcome from tasks"\` lists them`,
    );
  }
  const steps = commits.flatMap(({ position, commit }) =>
    commit.events.map((fact) => ({ position, at: commit.meta.at, fact })),
  );
  const end = steps.findLast(({ fact }) => fact.type in ENDS)?.fact;
  const request = steps.find(({ fact }) => fact.type === 'task.accepted')?.fact.data['request'] as
    | { capability: string }
    | undefined;
  const data = end?.data ?? {};
  return {
    task,
    outcome: end ? ENDS[end.type as keyof typeof ENDS] : 'open',
    capability: request?.capability ?? (data['capability'] as string | undefined) ?? null,
    artifact: (data['artifact'] as string | undefined) ?? null,
    quality: (data['quality'] as number | undefined) ?? null,
    reason: (data['reason'] as string | undefined) ?? null,
    ways_out: (data['ways_out'] as readonly string[] | undefined) ?? [],
    best_effort:
      end?.type === 'task.unanswered'
        ? await bestEffortOf(
            substrate,
            steps.map(({ fact }) => fact),
          )
        : null,
    steps,
  };
}

/** The refused candidate that passed most checks; null where none was proved. */
async function bestEffortOf(substrate: Substrate, facts: readonly Fact[]): Promise<BestEffort | null> {
  const kind = (
    facts.find(({ type }) => type === 'task.accepted')?.data['request'] as { kind: 'artifact' } | undefined
  )?.kind;
  const proofs = [];
  for (const { type, data } of facts) {
    if (type !== 'candidate.judged' || kind === undefined) continue;
    const artifact = String(data['artifact']);
    const tested = (await commitsOf(substrate, { kind, id: artifact }))
      .flatMap(({ commit }) => commit.events)
      .findLast((fact) => fact.type === 'artifact.tested')?.data as FactData<'artifact.tested'> | undefined;
    if (tested) proofs.push({ artifact, passed: tested.proof.passed, total: tested.proof.total });
  }
  const best = proofs.toSorted((a, b) => b.passed - a.passed)[0];
  if (!best || best.passed === 0) return null;
  const warning = `${best.artifact} passes ${best.passed} of ${best.total} checks: it is wrong for some inputs, so it is neither stored nor served; \`dse artifact source ${best.artifact}\` prints it`;
  return { ...best, warning };
}

/** A task that found no proven answer, or was refused at once, ends with 3: refused by proof. */
const CODES = { answered: EXIT.ok, open: EXIT.ok, unanswered: EXIT.refused, rejected: EXIT.refused } as const;

/**
 * Tells a task's outcome, and what can be done when there was none; gives the exit code. `as` steps: the eight of a CORE task; facts: each as it
 * stands in the log.
 */
export function* sayOutcome(
  outcome: TaskOutcome,
  form: Form,
  as: 'steps' | 'facts' = 'facts',
): Generator<Said, number> {
  const transcript = transcriptOf(outcome.steps);
  if (form.json) {
    yield { out: JSON.stringify({ ...outcome, transcript }) };
    return CODES[outcome.outcome];
  }
  if (as === 'steps')
    for (const { step, atMs, text } of transcript) {
      const at = atMs === null ? '' : `+${atMs} ms`;
      yield { out: `${at.padStart(10)}  ${painted('cyan', step.padEnd(9), form)}  ${text}` };
    }
  else
    for (const { position, at, fact } of outcome.steps) {
      yield {
        out: `${String(position).padStart(6)}  ${at}  ${painted('cyan', fact.type, form)}  ${factText(fact)}`,
      };
    }
  const { task, outcome: end, artifact, capability, quality, reason } = outcome;
  if (end === 'answered')
    yield {
      out: `task/${task}: answered by ${artifact}, quality ${quality}; \`dse run ${capability} --input JSON\` uses it`,
    };
  else if (end === 'open') yield { out: `task/${task}: open; \`dse work\` goes on with it` };
  else yield { out: `task/${task}: ${end}: ${reason}` };
  if (outcome.best_effort) yield { out: `  best effort: ${outcome.best_effort.warning}` };
  for (const way of outcome.ways_out) yield { out: `  way out: ${way}` };
  return CODES[end];
}
