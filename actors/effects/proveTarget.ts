import { capabilityOf, lifecycleOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { proofOf } from './prove.ts';

/** What a session improves, on the suite its capability has now: what every experiment is held against. */
export function proveTarget(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const target = String(lease.effect.input['target']);
    const { kind = 'artifact' } = lease.effect.input as { kind?: 'artifact' | 'tool' | 'workflow' };
    const { context } = await lifecycleOf(workshop, { kind, id: target });
    const { artifact } = context;
    if (!artifact) throw new Error(`${kind}/${target} is not there`);
    const capability = await capabilityOf(workshop, artifact.capability);
    const alone = { ...artifact, parent_fuel: null, parent_raw: null };
    const proof = await proofOf(workshop, alone, capability.context.suite!, { deep: false });
    return { type: 'parentProved', artifact: target, proof };
  };
}
