import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import type { ActorRef } from '../../events/commit.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { afterReward } from '../rules/bandit/afterReward.ts';
import type { CapabilityCommand } from './commands.ts';
import type { CapabilityContext } from './machine.ts';

/** A task says how a generator fared; what is known of it after that stands in the fact. */
export function rewarded(
  context: CapabilityContext,
  { generator, reward }: Extract<CapabilityCommand, { type: 'reward' }>,
  from: ActorRef | null,
): Decision {
  if (!from) return refused('invalid', 'a generator is rewarded by a task');
  if (!Object.hasOwn(context.posteriors, generator)) {
    return refused(
      'invalid',
      `"${generator}" is not a generator of this capability: ${Object.keys(context.posteriors).join(', ')}`,
    );
  }
  const { posteriors, reset } = afterReward(context, generator, reward, context.declared?.choosing);
  const { alpha, beta } = posteriors[generator]!;
  return decided(
    fact('generator.rewarded', {
      generator,
      reward,
      task: from.id,
      alpha,
      beta,
      ...(reset ? { reset } : {}),
    }),
  );
}

/** What a capability knows of its generators after that. The key `watched` is there only where the world is watched for moves. */
export function afterRewarded(
  context: CapabilityContext,
  { generator, reward, alpha, beta }: FactData<'generator.rewarded'>,
): Partial<CapabilityContext> {
  const { posteriors, watched } = afterReward(context, generator, reward, context.declared?.choosing);
  return {
    posteriors: { ...posteriors, [generator]: { alpha, beta } },
    ...(watched === undefined ? {} : { watched }),
  };
}
