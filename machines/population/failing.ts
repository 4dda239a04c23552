import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decision, EffectFailed } from '../decision.ts';
import { afterRefused } from './after.ts';
import { onceBred } from './breeding.ts';
import { breeding, evaluation } from './context.ts';
import type { PopulationContext } from './context.ts';
import { over, undeployed } from './ending.ts';
import { afterHoldout, evaluated } from './evaluating.ts';
import type { populationMachine } from './machine.ts';

type Snapshot = SnapshotFrom<typeof populationMachine>;

/** An effect that never works: a child that depends on it is refused, so that nothing waits for ever; what all depends on ends it. */
export function effectFailed(snapshot: Snapshot, command: EffectFailed): Decision {
  const { context } = snapshot;
  const { type: _, ...failure } = command;
  if (snapshot.value === 'absent')
    return refused('invalid', 'an effect of an actor that does not exist cannot fail');
  const failed = fact('effect.failed', failure);
  const at = (state: string): boolean => snapshot.matches({ working: state } as never);
  const reason = `${command.name} failed ${command.attempts} times: ${command.error}`;
  if (at('breeding') || at('evaluating')) {
    const said = childFailed(context, command.child, reason);
    if (said === null) return decided(failed);
    if (said.data.candidate === context.asked!.incumbent)
      return decided(failed, ...over(context, 'failed', `the incumbent cannot be evaluated: ${reason}`));
    const after = afterRefused(context, said.data);
    return decided(failed, said, ...(at('breeding') ? onceBred(after) : evaluated(after)));
  }
  if (at('rescoring')) {
    const open = context.finalists.findIndex(
      ([id, answered]) => !answered && evaluation('holdout', id) === command.child,
    );
    if (open < 0) return decided(failed);
    const [candidate] = context.finalists[open]!;
    const said = refusal(context, { slot: open, attempt: 0, candidate }, reason);
    return decided(failed, said, ...afterHoldout(afterRefused(context, said.data), reason, candidate));
  }
  const endsIt = ['comparing', 'preparing', 'extending', 'measuring'].some(at);
  if (endsIt || (at('proving') && command.name === 'generateWinner'))
    return decided(failed, ...undeployed(context, 'nothing_better', reason));
  // A tell of somebody else's business changes nothing here.
  if (at('controlling') || at('funding')) return decided(failed, ...over(context, 'failed', reason));
  return decided(failed);
}

function childFailed(context: PopulationContext, child: string, reason: string) {
  const open = context.children.find(
    ([slot, , state, candidate]) =>
      (state === 'breeding' && breeding(slot) === child) ||
      ((state === 'gate' || state === 'full') && evaluation(state, candidate!) === child),
  );
  if (!open) return null;
  const [slot, attempt, , candidate] = open;
  return refusal(context, { slot, attempt, candidate }, reason);
}

function refusal(
  { generation }: PopulationContext,
  place: { readonly slot: number; readonly attempt: number; readonly candidate: string | null },
  reason: string,
) {
  return fact('candidate.refused', {
    generation,
    ...place,
    operators: [],
    reason: 'invalid',
    detail: reason.slice(0, 500),
    again: false,
    cost_micro: 0,
  });
}
