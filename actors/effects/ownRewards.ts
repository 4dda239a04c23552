import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { afterReward } from '../../machines/rules/bandit/afterReward.ts';
import type { KnownArms } from '../../machines/rules/bandit/afterReward.ts';
import type { Posterior } from '../../machines/rules/bandit/posterior.ts';
import type { Workshop } from '../workshop.ts';

export type OwnDraws = {
  readonly task: string;
  readonly capability: string;
  /** Generators the task has drawn so far and that gave no answer, in order: each was rewarded with 0. */
  readonly failed: readonly string[];
  /** The capability's version when the task chose for the first time: its rewards come after it. */
  readonly since: number;
};

/**
 * The posteriors of a capability at a version, with every reward of the task itself. Those are told while it chooses on: without this,
 * who is quicker would decide what is drawn (law 2).
 */
export async function withOwnRewards(
  workshop: Workshop,
  { context, version }: { readonly context: CapabilityContext; readonly version: number },
  { task, capability, failed, since }: OwnDraws,
): Promise<Readonly<Record<string, Posterior>>> {
  if (failed.length === 0) return context.posteriors;
  const under = [...failed];
  for (const stored of await workshop.host.substrate.events.read(
    { kind: 'capability', id: capability },
    since,
  )) {
    if (stored.version > version) break;
    for (const { type, data } of decodeCommit(
      stored.body,
      `commit ${stored.version} of capability/${capability}`,
    ).events) {
      if (type !== 'generator.rewarded') continue;
      const rewarded = data as FactData<'generator.rewarded'>;
      const at = rewarded.task === task ? under.indexOf(rewarded.generator) : -1;
      if (at >= 0) under.splice(at, 1);
    }
  }
  return under.reduce<KnownArms>(
    (known, generator) => afterReward(known, generator, 0, context.declared?.choosing),
    context,
  ).posteriors;
}
