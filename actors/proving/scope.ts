import type { CapabilitySpec } from '../../events/capability.ts';
import type { ProgramScope } from '../ports.ts';

/** The scope of a capability as the sandbox takes it; tools, workflows and prompts are declarations and have none. */
export function scopeOf(spec: CapabilitySpec): ProgramScope | null {
  if (spec.kind === 'tool' || spec.kind === 'workflow' || spec.kind === 'prompt') return null;
  const { languages, engines, max_length, forbidden, required } = spec.scope;
  return { languages: languages ?? [spec.language], engines, maxLength: max_length, forbidden, required };
}
