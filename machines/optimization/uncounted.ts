import type { CountedAim } from '../../events/optimization.ts';
import { JUDGED_ON } from '../rules/aimedFitness.ts';

/** Why nothing is improved for its memory (law 7). */
export const UNCOUNTED_MEMORY =
  'memory is not counted by any engine here: what a JavaScript isolate, a Python process or the bash interpreter holds is looked at now and then ' +
  '(peak_bytes) and differs from try to try, so it decides nothing: ask for performance, quality, latency or all';

/** Why a parent cannot be improved for its work: nobody counts it. */
export function uncountedWork(aim: CountedAim = 'performance'): string {
  return `what decides for ${aim} (${JUDGED_ON[aim]}) is not counted for this parent: ask for quality or all`;
}
