import type { SuiteRef } from '../../events/proof.ts';
import { proveSuite } from '../proving/controls.ts';
import { specOf, suiteOfHash } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';

/** A suite proves itself before it judges anything (law 4). */
export function proveCapabilitySuite(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { spec, suite } = lease.effect.input as { spec: string; suite: SuiteRef };
    const verdict = await proveSuite(
      await specOf(workshop, spec),
      await suiteOfHash(workshop, suite.hash),
      workshop.sandbox,
    );
    if (verdict.verdict === 'refused') {
      return { type: 'refuseSuite', suite, reason: `${verdict.reason}. ${verdict.remedy}`.slice(0, 1000) };
    }
    return {
      type: 'recordSuiteProof',
      suite,
      controls: verdict.controls.map((name) => ({ name: name.slice(0, 120), failed: true })),
      strength: verdict.strength,
    };
  };
}
