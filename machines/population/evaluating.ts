import { fact } from '../../events/catalog.ts';
import type { FactOf, FactType } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { named } from '../rules/population/objectives.ts';
import { afterEvaluated } from './after.ts';
import type { PopulationCommand } from './commands.ts';
import type { PopulationContext } from './context.ts';
import { conclude, over } from './ending.ts';
import { endGeneration } from './generation.ts';

type Said = FactOf<FactType>;
type Reported = Extract<PopulationCommand, { type: 'candidateEvaluated' }>;

/** What a child made of its examples; with the last one, what follows. */
export function childEvaluated(context: PopulationContext, command: Reported): Decision {
  const { candidate, stage } = command;
  const child = context.children.find(([, , , id]) => id === candidate);
  if (child?.[2] !== stage) return refused('invalid', `candidate ${candidate} is not at stage "${stage}"`);
  const { settings, incumbent, objectives } = context.asked!;
  const unjudged = unjudgedOf(context, command);
  // Nobody is asked the rest once it stops: who is past the gate then is left where it stands.
  const goesOn = context.stop === null && command.values[0]! >= settings.gate_min;
  const said = evaluation(context, command, unjudged === null && (stage === 'full' || goesOn));
  const after = afterEvaluated(context, said.data);
  if (unjudged === null || context.stop !== null) return decided(said, ...evaluated(after));
  // Nothing can be compared with an incumbent that has no value.
  if (candidate === incumbent)
    return decided(
      said,
      ...over(
        after,
        'failed',
        `the incumbent has no ${unjudged}: name objectives that are counted for it (${objectives.map(({ name }) => name).join(', ')} were asked for)`,
      ),
    );
  const [slot, attempt] = child;
  return decided(
    said,
    fact('candidate.refused', {
      generation: context.generation,
      slot,
      attempt,
      candidate,
      operators: [],
      reason: 'invalid',
      detail: `its ${unjudged} is no number`,
      again: false,
      cost_micro: 0,
    }),
    ...evaluated(after),
  );
}

/** Which objective has no value; null: each has. */
function unjudgedOf({ asked }: PopulationContext, { values }: Reported): string | null {
  return asked!.objectives.find((_, at) => !Number.isFinite(values[at]))?.name ?? null;
}

function evaluation(
  context: PopulationContext,
  { values, ...reported }: Reported,
  passed: boolean,
): FactOf<'candidate.evaluated'> {
  const { type: _, ...said } = reported;
  const objectives = named(values, context.asked!.objectives);
  return fact('candidate.evaluated', {
    ...said,
    objectives: Object.fromEntries(Object.entries(objectives).filter(([, value]) => Number.isFinite(value))),
    passed,
  });
}

/** What follows once every child is evaluated. `barren`: there was none. */
export function evaluated(context: PopulationContext, barren = false): readonly Said[] {
  if (context.children.some(([, , state]) => state !== 'done')) return [];
  return context.stop === null ? endGeneration(context, barren) : conclude(context);
}

/** A finalist was before the hold-out. */
export function finalistEvaluated(context: PopulationContext, command: Reported): Decision {
  const { candidate, stage } = command;
  const open = context.finalists.some(([id, answered]) => id === candidate && !answered);
  if (stage !== 'holdout' || !open)
    return refused('invalid', `candidate ${candidate} is not open at stage "${stage}"`);
  const unjudged = unjudgedOf(context, command);
  const said = evaluation(context, command, unjudged === null);
  return decided(
    said,
    ...afterHoldout(
      afterEvaluated(context, said.data),
      unjudged === null ? null : `its ${unjudged} is no number`,
      candidate,
    ),
  );
}

/** Whoever has no value on the hold-out is no finalist; without the incumbent or anybody else there is nothing to compare. */
export function afterHoldout(
  after: PopulationContext,
  why: string | null,
  candidate: string,
): readonly Said[] {
  const { incumbent } = after.asked!;
  // What was not asked for any longer has no value; that is no failure.
  if (after.stop?.stop === 'cancelled')
    return after.finalists.every(([, answered]) => answered) ? conclude(after) : [];
  if (why !== null && candidate === incumbent)
    return over(after, 'failed', `the incumbent cannot be put before the hold-out: ${why}`);
  if (after.finalists.every(([id]) => id === incumbent))
    return over(after, 'failed', 'no finalist could be put before the hold-out');
  return [];
}
