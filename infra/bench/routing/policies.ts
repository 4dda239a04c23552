import { drawnArm } from '../../../machines/rules/bandit/chooseArm.ts';
import { PRIOR, updated } from '../../../machines/rules/bandit/posterior.ts';
import { randomFrom } from '../../../machines/rules/random.ts';
import type { Ground } from './grounds.ts';
import type { Outcome, RoutedModel } from './outcomes.ts';

/** Chooses a model for a query, and may learn from what comes of it. */
export type Policy = {
  choose(query: number): number;
  learn?(model: number, outcome: Outcome): void;
};

export const THOMPSON = 'thompson';
export const UNIFORM = 'uniform';

/** Thompson sampling as the bandit of generators does it, rewarded with `worth`. */
function thompson(worth: (outcome: Outcome) => number) {
  return ({ models }: Ground, seed: number): Policy => {
    const random = randomFrom(seed);
    const arms = models.map(() => PRIOR);
    return {
      choose: () => drawnArm(arms, random),
      learn: (model, outcome) => {
        arms[model] = updated(arms[model]!, worth(outcome));
      },
    };
  };
}

/** The place of the model that is best by `value`; of equals the first. */
function bestBy(
  models: readonly RoutedModel[],
  value: (model: RoutedModel, place: number) => number,
): number {
  const values = models.map(value);
  return values.indexOf(Math.max(...values));
}

const always =
  (place: (ground: Ground) => number) =>
  (ground: Ground): Policy => {
    const model = place(ground);
    return { choose: () => model };
  };

/** Mean of what is expected over the queries where something is. */
function meanExpected(ground: Ground, model: number): number {
  const all = Array.from({ length: ground.queries }, (_, query) => ground.expected(query, model));
  const known = all.filter((reward) => reward !== null);
  return known.reduce((sum, reward) => sum + reward, 0) / known.length;
}

/** Every way to route that is compared. The last two know what nobody knows beforehand. */
export const policies: Readonly<Record<string, (ground: Ground, seed: number) => Policy>> = {
  [THOMPSON]: thompson(({ reward }) => reward),
  'thompson, quality alone': thompson(({ quality }) => quality),
  [UNIFORM]: ({ models }, seed) => {
    const random = randomFrom(seed);
    return { choose: () => Math.floor(random.uniform() * models.length) };
  },
  'always best (listed)': always(({ models }) => bestBy(models, ({ listed }) => listed.quality)),
  'always cheapest (listed)': always(({ models }) => bestBy(models, ({ listed }) => -listed.usd)),
  'best single model, in hindsight': always((ground) =>
    bestBy(ground.models, (_, model) => meanExpected(ground, model)),
  ),
  'oracle, per query': (ground) => {
    const best = Array.from({ length: ground.queries }, (_, query) =>
      bestBy(ground.models, (_, model) => ground.expected(query, model) ?? -1),
    );
    return { choose: (query) => best[query]! };
  },
};
