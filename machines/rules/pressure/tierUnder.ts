import type { PressureLevel } from '../../../events/pressure.ts';
import type { Levels, Optimisation } from './levels.ts';

/**
 * The dearest tier a level lets anything use (SPEC C7): to improve what is there, what the level says; to generate an answer that is missing,
 * at least the local one, since high pressure starts no improvement but answers still.
 */
export function tierUnder(
  level: PressureLevel,
  purpose: 'optimise' | 'generate',
  levels: Levels,
): Optimisation {
  const { optimization_level } = levels[level];
  return purpose === 'generate' && optimization_level === 'none' ? 'local' : optimization_level;
}
