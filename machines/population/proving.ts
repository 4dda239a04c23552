import { fact } from '../../events/catalog.ts';
import type { ProofSummary } from '../../events/proof.ts';
import type { FactOf, FactType } from '../../events/catalog.ts';
import type { TellRefused } from '../decision.ts';
import { acceptDescendant } from '../rules/acceptance.ts';
import { gainText } from '../rules/population/gainText.ts';
import { deriveSeed } from '../rules/random.ts';
import { proven } from '../rules/proven.ts';
import { ended, undeployed } from './ending.ts';
import type { PopulationContext } from './context.ts';

/** The id of what a chosen candidate becomes: another population may come to the same source, with another suite and other evidence. */
export function winnerId({ asked, chosen }: PopulationContext, population: string): string {
  const own = deriveSeed(0, population).toString(16).padStart(8, '0');
  return `${asked!.capability.slice(0, 38)}-${chosen!.chosen}-${own}`;
}

/**
 * A capability that would not extend its suite: where another extension came between, the evidence is prepared again from what there is now;
 * else nothing can be proved on it.
 */
export function notExtended(
  context: PopulationContext,
  code: TellRefused['code'],
  reason: string,
): readonly FactOf<FactType>[] {
  return code === 'conflict'
    ? [fact('evidence.outdated', { reason: reason.slice(0, 1000) })]
    : undeployed(context, 'nothing_better', reason);
}

/**
 * What the winner's proof comes to (SPEC C12, B25, E14): it passes the suite, nothing that the incumbent has is worse by more than the
 * tolerance; what it is better in the hold-out has shown.
 */
export function winnerProved(context: PopulationContext, proof: ProofSummary): readonly FactOf<FactType>[] {
  const { asked, winner, chosen, parent } = context;
  const { target, capability, settings } = asked!;
  const aim = chosen!.shown === 'quality' ? 'better_answers' : 'same_answers';
  const verdict = acceptDescendant(parent!, proven(proof), [], aim);
  const reason = verdict.reason.slice(0, 1000);
  const proved = fact('winner.proved', {
    artifact: winner!,
    proof,
    verdict: verdict.accepted ? 'accepted' : 'rejected',
    reason,
    compared: verdict.compared,
  });
  const after = { ...context, costMicro: context.costMicro + proof.cost_micro };
  const { incumbent: before, own } = chosen!;
  const { mean, low, high } = own!;
  const numbers = { incumbent: before, mean, low, high };
  const found = { artifact: winner, numbers };
  if (!verdict.accepted)
    return [
      proved,
      ...undeployed(after, 'nothing_better', `the winner is refused by its proof: ${reason}`, found),
    ];
  const shown = `quality ${gainText(own!, before)}, on examples that no candidate was chosen by`;
  if (settings.deploy === 'none')
    return [
      proved,
      ...undeployed(after, 'stored', `${winner} stays stored, as the settings say: ${shown}`, found),
    ];
  return [
    proved,
    fact('deployment.decided', {
      deploy: true,
      artifact: winner,
      reason: `${shown}; ${reason}`.slice(0, 1000),
      numbers,
      notified: `${winner} is offered to ${capability} in place of ${target}: ${shown}`.slice(0, 1000),
    }),
    ended(after, { outcome: 'offered', artifact: winner, reason: shown }),
  ];
}
