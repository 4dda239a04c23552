import { lifecycleOf } from '../../workshop.ts';
import { artifactId } from '../seeds.ts';
import type { Proposing } from './proposal.ts';

/**
 * The id of a candidate, and whether the same source was judged before on this very suite: proving it again would say the same.
 * Experiments run side by side and may find the same: each has its candidates for itself, or who is quicker would decide whose it is (law 2).
 */
export async function candidateId(
  { workshop, id, task, request, suite }: Proposing,
  source: string,
): Promise<{ readonly artifact: string; readonly isKnown: boolean }> {
  const shared = artifactId(request.capability, source, suite);
  const artifact = task.experiment ? artifactId(request.capability, source, suite, id) : shared;
  for (const one of new Set([shared, artifact])) {
    const { state } = await lifecycleOf(workshop, { kind: request.kind, id: one });
    if (state !== 'absent') return { artifact: one, isKnown: true };
  }
  return { artifact, isKnown: false };
}
