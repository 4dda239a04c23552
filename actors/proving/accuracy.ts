import type { CapabilitySpec } from '../../events/capability.ts';

/** Whether enough checks hold: all of them, but for a prompt whose capability asks for less (SPEC E2). */
export function reachesAccuracy(
  checks: readonly boolean[],
  { accuracy_min: least = 1 }: CapabilitySpec['objectives'],
): boolean {
  return checks.length === 0 || checks.filter(Boolean).length / checks.length >= least;
}
