import type { FactData } from '../../events/catalog.ts';
import type { Member } from '../rules/population/islands.ts';
import { byId } from '../rules/population/islands.ts';
import type { Child, PopulationContext } from './context.ts';
import { withChild, withoutSlot } from './context.ts';

/** The context after each fact of a generation. All but the last of a phase may come in any order: the result is the same. */
export function afterPlanned(
  context: PopulationContext,
  { generation, phase, children }: FactData<'generation.planned'>,
): PopulationContext {
  const planned = children.map(({ slot, attempt, operators }): Child => {
    const incumbent = operators.length === 0;
    return [
      slot,
      attempt,
      incumbent ? 'bred' : 'breeding',
      incumbent ? context.asked!.incumbent : null,
      null,
    ];
  });
  return {
    ...context,
    generation,
    phase,
    children: planned.reduce(withChild, context.children),
    proposals: context.proposals + children.filter(({ operators }) => operators.length > 0).length,
  };
}

export function afterBred(
  context: PopulationContext,
  { slot, attempt, candidate, cost_micro }: FactData<'candidate.bred'>,
): PopulationContext {
  return {
    ...context,
    children: withChild(context.children, [slot, attempt, 'bred', candidate, null]),
    costMicro: context.costMicro + cost_micro,
  };
}

export function afterRefused(
  context: PopulationContext,
  { slot, attempt, again, candidate, cost_micro }: FactData<'candidate.refused'>,
): PopulationContext {
  return {
    ...context,
    children: again
      ? withChild(context.children, [slot, attempt, 'again', null, null])
      : withoutSlot(context.children, slot),
    finalists: context.finalists.filter(([id]) => id !== candidate),
    costMicro: context.costMicro + cost_micro,
  };
}

/** What is bred is evaluated; the incumbent answers all examples, whatever the gate says. */
export function afterAllBred(context: PopulationContext): PopulationContext {
  const { settings, incumbent } = context.asked!;
  const gated = settings.gate > 0 && settings.gate < settings.sample;
  return {
    ...context,
    children: context.children.flatMap(([slot, attempt, state, candidate]): Child[] =>
      state === 'bred'
        ? [[slot, attempt, gated && candidate !== incumbent ? 'gate' : 'full', candidate, null]]
        : [],
    ),
  };
}

export function afterEvaluated(
  context: PopulationContext,
  { candidate, stage, passed, objectives, paid, cost_micro }: FactData<'candidate.evaluated'>,
): PopulationContext {
  const booked = {
    ...context,
    evaluations: context.evaluations + paid,
    costMicro: context.costMicro + cost_micro,
  };
  if (stage === 'holdout')
    return {
      ...booked,
      finalists: context.finalists.flatMap((one) =>
        one[0] !== candidate ? [one] : passed ? [[candidate, true] as const] : [],
      ),
    };
  const child = context.children.find(([, , , id]) => id === candidate);
  if (!child) return booked;
  const [slot, attempt] = child;
  if (!passed) return { ...booked, children: withoutSlot(context.children, slot) };
  const values = context.asked!.objectives.map(({ name }) => objectives[name]!);
  const after: Child =
    stage === 'gate' ? [slot, attempt, 'full', candidate, null] : [slot, attempt, 'done', candidate, values];
  return { ...booked, children: withChild(context.children, after) };
}

export function afterGeneration(
  context: PopulationContext,
  { survivors, next, flat_in_row }: FactData<'generation.ended'>,
): PopulationContext {
  const { settings, objectives } = context.asked!;
  const islands = Array.from({ length: settings.islands }, (_, at) =>
    survivors
      .filter(({ island }) => island === at)
      .map((one): Member => [one.candidate, objectives.map(({ name }) => one.objectives[name]!)])
      .toSorted(byId),
  );
  return { ...context, islands, children: [], phase: next, flat: flat_in_row };
}

export function afterMigrated(
  context: PopulationContext,
  { candidate, to, instead_of }: FactData<'candidate.migrated'>,
): PopulationContext {
  const moved = context.islands.flat().find(([id]) => id === candidate);
  if (!moved) return context;
  const islands = context.islands.map((members, at) =>
    at === to ? [...members.filter(([id]) => id !== instead_of), moved].toSorted(byId) : members,
  );
  return { ...context, islands };
}
