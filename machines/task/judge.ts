import { fact } from '../../events/catalog.ts';
import type { ProofSummary } from '../../events/proof.ts';
import { decided } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { acceptDescendant, acceptFirst } from '../rules/acceptance.ts';
import { aimedFitness } from '../rules/aimedFitness.ts';
import { fitness } from '../rules/fitness.ts';
import { hintsOf } from '../rules/hints.ts';
import type { Answered } from '../rules/hints.ts';
import { proven } from '../rules/proven.ts';
import type { TaskCommand } from './commands.ts';
import type { TaskContext } from './context.ts';

/** What a candidate's proof comes to: beside the parent's it shall better, or beside the floor of a first answer. */
export function judge(
  context: TaskContext,
  command: Extract<TaskCommand, { type: 'candidateProved' }>,
): Decision {
  const { proof } = command;
  const child = proven(proof);
  const { experiment, parent } = context;
  const verdict = parent
    ? acceptDescendant(parent, child, context.drifted, experiment ? (experiment.aim ?? 'any') : 'work')
    : acceptFirst(child, context.request!.quality_min);
  const artifact = context.queue[0]!.artifact;
  const judged = fact('candidate.judged', {
    artifact,
    generator: context.tried.at(-1)!,
    verdict: verdict.accepted ? 'accepted' : 'rejected',
    reason: verdict.reason.slice(0, 1000),
    compared: verdict.compared,
    quality: proof.quality,
    cost_micro: proof.cost_micro,
    ...(experiment && parent ? { fitness: aimedFitness(child, experiment.aim, parent) ?? undefined } : {}),
  });
  const first = verdict.accepted && context.request?.mode === 'core';
  return decided(
    judged,
    ...(first ? hintsOf(answeredWith(proof)).map((hint) => fact('hint.left', { artifact, ...hint })) : []),
  );
}

/** Coverage and speed that were not measured leave fitness to the rest. */
function answeredWith(proof: ProofSummary): Answered {
  const { quality, coverage, performance, robustness, strength, latency_us } = proof;
  return {
    fitness: fitness(quality, latency_us / 1e6, coverage?.score ?? 1),
    coverage: coverage?.score ?? null,
    performance,
    robustness,
    strength,
  };
}
