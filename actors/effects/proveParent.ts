import type { SuiteRef } from '../../events/proof.ts';
import { lifecycleOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { proofOf } from './prove.ts';

/** The parent on suite n+1 and on held-out inputs: what a descendant is measured against (C12). */
export function proveParent(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { request } = await taskOf(workshop, lease.actor.id);
    const target = request!.target!;
    const { context } = await lifecycleOf(workshop, { kind: request!.kind, id: target });
    const suite = lease.effect.input['suite'] as SuiteRef;
    const alone = { ...context.artifact!, parent_fuel: null, parent_raw: null };
    return {
      type: 'parentProved',
      artifact: target,
      proof: await proofOf(workshop, alone, suite, { deep: false }),
    };
  };
}
