import type { ActorKind } from '../../events/commit.ts';
import type { CheckedArm } from '../../machines/rollout/commands.ts';
import { lifecycleOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';

/** The arms of a rollout as their actors know them before it begins; whether they can be compared the rollout decides. */
export function checkArms(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { kind, arms: ids } = lease.effect.input as {
      kind: Extract<ActorKind, 'artifact' | 'tool' | 'workflow'>;
      arms: readonly string[];
    };
    const arms = await Promise.all(
      ids.map(async (id): Promise<CheckedArm> => {
        const { state, context } = await lifecycleOf(workshop, { kind, id });
        return {
          artifact: id,
          source: context.artifact?.source ?? null,
          capability: context.artifact?.capability ?? null,
          state,
          quarantined: context.quarantined !== null,
        };
      }),
    );
    return { type: 'armsChecked', arms };
  };
}
