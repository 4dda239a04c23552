import type { CapabilitySpec } from '../../../events/capability.ts';
import type { Dse } from '../../dse.ts';

/** Declares these capabilities and gives each a task, so that it serves its seed. */
export async function makeAll(dse: Dse, specs: readonly CapabilitySpec[]): Promise<void> {
  for (const spec of specs) await dse.declare(spec, '.');
  await dse.settle();
  for (const { capability } of specs)
    await dse.submit(capability, `make-${capability}`, '', { deadline_ms: null });
  await dse.settle();
}
