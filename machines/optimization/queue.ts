import { fact } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decision, DecisionMeta } from '../decision.ts';
import type { OptimizationCommand } from './commands.ts';
import { UNCOUNTED_MEMORY } from './uncounted.ts';

/** Candidates a session has to be able to afford, or it is not begun: fewer say nothing of what is best. */
export const CANDIDATES_MIN = 3;

const usd = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;

/** A session that is asked for; one that cannot be paid for, or whose aim nothing counts, is refused by a fact. */
export function queue(
  state: unknown,
  command: Extract<OptimizationCommand, { type: 'queue' }>,
  meta: DecisionMeta,
): Decision {
  const { type: _, aim, ...asked } = command;
  if (state !== 'absent')
    return refused('conflict', `${meta.self.id} exists already: \`dse status ${meta.self.id}\``);
  const {
    plan,
    read: _read,
    neighbours: _near,
    pressure: _pressure,
    when_idle: _idle,
    session: _session,
    ...rest
  } = asked;
  // What they are held against has to be proved, too.
  const affordable =
    plan.experiment_micro === 0 ? Infinity : Math.floor(plan.budget_micro / plan.experiment_micro) - 1;
  const sought = aim === undefined ? {} : { aim };
  const refuse = (refusal: string): Decision =>
    decided(fact('optimization.refused', { ...rest, ...sought, refusal }));
  if (aim === 'memory') return refuse(UNCOUNTED_MEMORY);
  if (affordable < CANDIDATES_MIN)
    return refuse(
      `${usd(plan.budget_micro)} pays for ${Math.max(0, affordable)} experiments of up to ${usd(plan.experiment_micro)} beside the proof of ` +
        `what they shall better: ${CANDIDATES_MIN} are the least, at least ${usd((CANDIDATES_MIN + 1) * plan.experiment_micro)}`,
    );
  // Stage 1 is begun all at once: it may not be able to cost more than there is.
  const experiments = plan.experiments.slice(0, Math.min(affordable, plan.experiments.length));
  return decided(
    fact('optimization.queued', {
      ...asked,
      ...(aim === undefined ? {} : { aim }),
      session: meta.self.id,
      plan: { ...plan, experiments },
    }),
  );
}
