import type { Random } from '../../../../machines/rules/random.ts';
import type { GenerationRequest, Score } from '../../../ports.ts';
import type { Trial } from './meter.ts';
import { behaviour } from './repair.ts';

/** A candidate with the hashes of the sources it came from. */
export type Mate = Trial & { readonly parents: readonly string[] };

export type Population = {
  /** Takes a candidate that is worth crossing and does not behave like one it has; the worst leaves when it is full. */
  add(mate: Mate): void;
  /** The better of two drawn uniformly; undefined while empty. */
  draw(random: Random): Mate | undefined;
};

const SIZE = 24;

const held = (score: Score): number => score.checks.filter(Boolean).length;

/** Parents for crossover, best first: more checks hold; for speed, all checks hold and less fuel is spent. */
export const openPopulation = (goal: GenerationRequest['goal'], baseline: Score): Population => {
  const mates: Mate[] = [];
  const seen = new Set([behaviour(baseline)]);
  const isWorth = (score: Score): boolean =>
    goal === 'speed'
      ? score.ok
      : score.checks.some((now, check) => now && baseline.checks[check] === false) || mates.length < SIZE;
  const keyOf = (score: Score): string => (goal === 'speed' ? `fuel ${score.fuel}` : behaviour(score));
  const order = (a: Mate, b: Mate): number => {
    const fuel = goal === 'speed' ? (a.score.fuel ?? Infinity) - (b.score.fuel ?? Infinity) : 0;
    return held(b.score) - held(a.score) || fuel;
  };
  return {
    add: (mate) => {
      const key = keyOf(mate.score);
      if (!isWorth(mate.score) || seen.has(key)) return;
      seen.add(key);
      mates.push(mate);
      mates.sort(order);
      mates.length = Math.min(mates.length, SIZE);
    },
    draw: (random) => {
      const [one, other] = [random.uniform(), random.uniform()].map((share) =>
        Math.floor(share * mates.length),
      );
      return mates[Math.min(one ?? 0, other ?? 0)];
    },
  };
};
