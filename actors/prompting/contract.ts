import type { CapabilitySpec } from '../../events/capability.ts';
import type { Program, PromptContract } from '../ports.ts';

const known = new WeakMap<CapabilitySpec, PromptContract>();

function contractFor(spec: CapabilitySpec): PromptContract {
  const before = known.get(spec);
  if (before) return before;
  const contract: PromptContract = {
    capability: spec.capability,
    description: spec.description,
    input: spec.input,
    output: spec.output,
    examples: spec.examples.flatMap(({ input, output }) => (output === undefined ? [] : [{ input, output }])),
  };
  known.set(spec, contract);
  return contract;
}

/** What a prompt is asked to do, as its program takes it: nothing for other kinds. Held-out examples are not in it. */
export function contractOf(spec: CapabilitySpec): Pick<Program, 'contract'> {
  return spec.kind === 'prompt' ? { contract: contractFor(spec) } : {};
}
