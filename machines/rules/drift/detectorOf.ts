import type { DetectorChoice } from '../../../events/driftDetectors.ts';
import { adwin } from './adwin.ts';
import { cusum } from './cusum.ts';
import type { Detector, Direction } from './detector.ts';
import { kswin } from './kswin.ts';
import { pageHinkley } from './pageHinkley.ts';
import { seedRule } from './seedRule.ts';

/**
 * The detector that a capability chose. `bad`: which way is worse, for the seed rule, which looks one way only; `logarithmic`: whether
 * observations are logarithms. A state is only given to the detector that made it.
 */
export function detectorOf(choice: DetectorChoice, bad: Direction, logarithmic: boolean): Detector {
  const { name, ...parameters } = choice;
  const made: { readonly [key: string]: unknown } = parameters;
  switch (name) {
    case 'seed-rule':
      return seedRule({ ...made, mode: bad, logarithmic });
    case 'adwin':
      return adwin(made);
    case 'page-hinkley':
      return pageHinkley(made);
    case 'kswin':
      return kswin(made);
    case 'cusum':
      return cusum(made);
  }
}
