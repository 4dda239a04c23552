import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { ActorRef } from '../../events/commit.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { TaskCommand } from './commands.ts';
import type { taskMachine } from './machine.ts';

type Snapshot = SnapshotFrom<typeof taskMachine>;

/** A request becomes a task. What is served already answers it at once; an experiment begins with its session's money, parent and generator. */
export function submit(
  snapshot: Snapshot,
  command: Extract<TaskCommand, { type: 'submit' }>,
  from: ActorRef | null,
): Decision {
  const { request, served, intent, pressure } = command;
  if (snapshot.value !== 'absent') {
    return refused(
      'conflict',
      `a task with this id exists already for capability "${snapshot.context.request?.capability ?? '?'}": give the new one another id`,
    );
  }
  if (request.mode === 'optimize' && request.target === null) {
    return refused('invalid', 'an OPTIMIZE task needs a target: the id of what is to be improved');
  }
  if (request.experiment) {
    const { experiment } = request;
    if (from?.kind !== 'optimization' || from.id !== experiment.session || request.target === null)
      return refused('invalid', 'an experiment is submitted by its session, for a target');
    const { generator, session, n } = experiment;
    return decided(
      fact('task.accepted', { request, served: null }),
      fact('task.funded', { budget: experiment.budget, evaluations: request.evaluations }),
      fact('generator.chosen', {
        generator,
        arms: [],
        seed: request.seed,
        capability_version: 0,
        reason: `experiment ${n} of ${session}`,
      }),
    );
  }
  const known = request.mode === 'core' ? served : null;
  const accepted = fact('task.accepted', {
    request,
    served: known?.artifact ?? null,
    ...(intent === undefined ? {} : { intent }),
    ...(pressure === undefined ? {} : { pressure }),
  });
  if (!known) return decided(accepted);
  return decided(
    accepted,
    fact('task.answered', { artifact: known.artifact, by: 'memory', quality: known.quality }),
  );
}
