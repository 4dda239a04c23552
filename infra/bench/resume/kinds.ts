import { banditKind } from './bandit.ts';
import type { Kind } from './kind.ts';
import { populationKind } from './population.ts';
import { repairKind } from './repair.ts';
import { rolloutKind } from './rollout.ts';
import { sessionKind } from './session.ts';

/** The kinds of work by their names, each in the size of the bench and in one that is quick. */
export const kinds: Readonly<Record<string, (isSmall: boolean) => Kind>> = {
  repair: (isSmall) => repairKind(isSmall ? { proofs: 3, repairs: 1 } : { proofs: 12, repairs: 6 }),
  session: (isSmall) => sessionKind({ sessions: isSmall ? 1 : 5 }),
  population: (isSmall) =>
    populationKind(
      isSmall
        ? { targets: 1, settings: { population: 8, elite: 2, sample: 9, holdout: 48 } }
        : { targets: 4, settings: { population: 12, elite: 2, sample: 12, holdout: 48 } },
    ),
  rollout: (isSmall) => rolloutKind({ tried: isSmall ? 1 : 3 }),
  bandit: (isSmall) => banditKind(isSmall ? { capabilities: 2, tasks: 3 } : { capabilities: 6, tasks: 5 }),
};
