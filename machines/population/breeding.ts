import { fact } from '../../events/catalog.ts';
import type { FactOf, FactType } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { afterAllBred, afterBred, afterPlanned, afterRefused } from './after.ts';
import type { PopulationCommand } from './commands.ts';
import type { PopulationContext } from './context.ts';
import { evaluated } from './evaluating.ts';
import { conclude } from './ending.ts';
import { planAgain } from './planning.ts';

type Said = FactOf<FactType>;
type Refused = FactOf<'candidate.refused'>;
type Reported = Extract<PopulationCommand, { type: 'bred' | 'notBred' }>;

/** A refused slot is planned again at most so often, then it stays empty. */
const ATTEMPTS_MAX = 2;

/** What a child comes to; with the last of a round, what follows. */
export function childCame(context: PopulationContext, command: Reported): Decision {
  const { generation, slot, attempt } = command;
  const open = context.children.find(([at]) => at === slot);
  if (generation !== context.generation || !open || open[1] !== attempt || open[2] !== 'breeding')
    return refused('invalid', `slot ${slot} of generation ${generation}, attempt ${attempt}, is not open`);
  const said = command.type === 'bred' ? born(context, command) : notBorn(context, command);
  const after =
    said.type === 'candidate.bred' ? afterBred(context, said.data) : afterRefused(context, said.data);
  return decided(said, ...onceBred(after));
}

function again(context: PopulationContext, attempt: number): boolean {
  return attempt < ATTEMPTS_MAX && context.stop === null;
}

function born(
  context: PopulationContext,
  { seen, ...reported }: Extract<PopulationCommand, { type: 'bred' }>,
): FactOf<'candidate.bred'> | Refused {
  const { type: _, ...child } = reported;
  const { novelty } = context.asked!.settings;
  const { candidate, nearest, slot, attempt, generation, operators, cost_micro } = child;
  const near = nearest !== null && nearest < novelty && context.phase !== 'local';
  if (!seen && !near) return fact('candidate.bred', child);
  return fact('candidate.refused', {
    generation,
    slot,
    attempt,
    candidate,
    operators,
    reason: seen ? 'duplicate' : 'too_alike',
    detail: seen
      ? 'an earlier child of this population is the same'
      : `it differs by ${nearest} from the nearest that lives: ${novelty} is the least`,
    again: again(context, attempt),
    cost_micro,
  });
}

function notBorn(
  context: PopulationContext,
  reported: Extract<PopulationCommand, { type: 'notBred' }>,
): Refused {
  const { type: _, ...said } = reported;
  return fact('candidate.refused', {
    ...said,
    candidate: null,
    operators: [...said.operators],
    detail: said.detail.slice(0, 500),
    again: again(context, said.attempt),
  });
}

/**
 * What follows once nothing of the round is open: of equal children the one of the lowest slot stays, refused slots are bred again, and when none
 * is, all that there is is evaluated.
 */
export function onceBred(context: PopulationContext): readonly Said[] {
  if (context.children.some(([, , state]) => state === 'breeding')) return [];
  if (context.stop !== null) return conclude(context);
  const twins = twinsOf(context);
  let after = twins.reduce((next, { data }) => afterRefused(next, data), context);
  const more = planAgain(after);
  if (more) return [...twins, more];
  const bred = after.children.filter(([, , state]) => state === 'bred').length;
  const all = fact('generation.bred', {
    generation: context.generation,
    candidates: bred,
    dropped: after.children.length - bred,
  });
  after = afterAllBred(after);
  return [...twins, all, ...evaluated(after, bred === 0)];
}

/** What happens to the context when a round is planned and nothing has to be bred in it. */
export function begun(context: PopulationContext, planned: FactOf<'generation.planned'>): readonly Said[] {
  return [planned, ...onceBred(afterPlanned(context, planned.data))];
}

function twinsOf(context: PopulationContext): readonly Refused[] {
  const bred = context.children.filter(([, , state]) => state === 'bred');
  // Who was there in an earlier round of the generation was told as seen: what is left came in the same.
  return bred.flatMap(([slot, attempt, , candidate], at) => {
    const first = bred.find(([, , , id]) => id === candidate)!;
    if (bred.indexOf(first) === at) return [];
    return fact('candidate.refused', {
      generation: context.generation,
      slot,
      attempt,
      candidate,
      operators: [],
      reason: 'duplicate',
      detail: `slot ${first[0]} of the same round is the same`,
      again: again(context, attempt),
      cost_micro: 0,
    });
  });
}
