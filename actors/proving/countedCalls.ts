import type { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import type { CallOutcome, Language, Limits, Sandbox } from '../ports.ts';
import { bundled } from './bundled.ts';

export type Counting = {
  readonly spec: CapabilitySpec;
  readonly language: Language;
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  readonly seed: number;
};

/** The calls of one source on these inputs in order, with fuel; null where it does not load. */
export async function countedCalls(
  { spec, language, sandbox, limits, seed }: Counting,
  source: string,
  inputs: readonly Json[],
): Promise<readonly CallOutcome[] | null> {
  if (inputs.length === 0) return [];
  const evaluation = await sandbox.evaluate({
    program: {
      language,
      source,
      entry: spec.entry,
      spread: spec.spread,
      ...bundled(spec),
    },
    inputs: inputs.map((input) => JSON.stringify(input)),
    mode: 'fuel',
    limits,
    seed,
  });
  return evaluation.status === 'ok' ? evaluation.calls : null;
}
