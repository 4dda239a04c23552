import type { CapabilitySpec } from '../../events/capability.ts';
import type { Limits } from '../ports.ts';

/** What one call of this capability may use; `fuelLimit` in place of the capability's own fuel. */
export function limitsOf(spec: CapabilitySpec, fuelLimit?: number): Limits {
  const { fuel, wall_ms, memory_mb, output_bytes, depth } = spec.limits;
  return { fuel: fuelLimit ?? fuel, wallMs: wall_ms, memoryMb: memory_mb, outputBytes: output_bytes, depth };
}
