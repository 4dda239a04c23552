import type { CountedAim } from '../../events/optimization.ts';
import { countedFitness } from './countedFitness.ts';
import type { Measured } from './measured.ts';
import { quality } from './quality.ts';

type Numbers = Pick<
  Measured,
  'pass_rate' | 'coverage' | 'performance' | 'robustness' | 'fuel' | 'dearest_fuel' | 'common_fuel'
>;

/** What decides under an aim, in words; nothing measured is among it (law 7). */
export const JUDGED_ON: Readonly<Record<CountedAim | 'all', string>> = {
  performance: 'fuel over all frozen inputs',
  quality: 'pass rate, coverage and robustness',
  latency: 'fuel of the dearest frozen input',
  all: 'quality, coverage and fuel',
};

/**
 * Fitness in [0, 1] of what a session looks for (SPEC B14), from counts alone. `performance`, `latency`: the parent's fuel / (the parent's + its own),
 * so 1/2 is as much work as the parent's and 2/3 half of it; beside a parent that is wrong somewhere `performance` is over what it gets right, for wrong
 * answers are cheap. `quality`: the quality of SPEC P24 with nobody slow. None: all of SPEC C50. Null where what
 * is aimed at was not counted, or is no number.
 */
export function aimedFitness(numbers: Numbers, aim: CountedAim | undefined, parent: Numbers): number | null {
  switch (aim) {
    case undefined:
      return countedFitness(numbers);
    case 'performance':
      return parent.pass_rate < 1 && numbers.common_fuel
        ? share(numbers.common_fuel.parent, numbers.common_fuel.child)
        : share(parent.fuel, numbers.fuel);
    case 'latency':
      return share(parent.dearest_fuel ?? null, numbers.dearest_fuel ?? null);
    case 'quality': {
      const { pass_rate: passRate, coverage, robustness } = numbers;
      const parts = { passRate, coverage: coverage ?? 1, robustness: robustness ?? 1, performance: 1 };
      return Object.values(parts).every((part) => Number.isFinite(part)) ? quality(parts).value : null;
    }
  }
}

/** A parent without a count has no share either. */
function share(parent: number | null, own: number | null): number | null {
  if (parent === null || own === null || !Number.isFinite(parent + own)) return null;
  return parent + own === 0 ? 0.5 : Math.round((parent / (parent + own)) * 1e6) / 1e6;
}
