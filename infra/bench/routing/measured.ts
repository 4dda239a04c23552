import { deriveSeed } from '../../../machines/rules/random.ts';
import type { Ground } from './grounds.ts';
import { policies, THOMPSON } from './policies.ts';
import { replicate } from './replicate.ts';
import type { Tally } from './replicate.ts';

/** Mean over replicates, and the middle 95 % of them. */
export type Figure = { readonly mean: number; readonly interval: readonly [number, number] };

/** One policy on one ground. */
export type Line = {
  readonly ground: string;
  readonly passes: number;
  readonly policy: string;
  /** Queries that counted, per replicate. */
  readonly counted: number;
  /** Cost-aware Thompson sampling less this policy, replicate by replicate. */
  readonly gain: Readonly<Record<'quality' | 'usd' | 'reward', Figure>>;
} & Readonly<Record<'quality' | 'usd' | 'ms' | 'reward' | 'regret', Figure>>;

export type Measuring = { readonly passes: number; readonly replicates: number; readonly seed: number };

/** Every policy on one ground, over many replicates. */
export function measured(ground: Ground, { passes, replicates, seed }: Measuring): readonly Line[] {
  const all = Array.from({ length: replicates }, (_, at) =>
    replicate(ground, passes, deriveSeed(seed, `${ground.name} ${passes} ${at}`)),
  );
  return Object.keys(policies).map((policy) => {
    const of = (field: keyof Tally): Figure => figure(all.map((one) => one[policy]![field]));
    const gain = (field: keyof Tally): Figure =>
      figure(all.map((one) => one[THOMPSON]![field] - one[policy]![field]));
    return {
      ground: ground.name,
      passes,
      policy,
      counted: of('counted').mean,
      quality: of('quality'),
      usd: of('usd'),
      ms: of('ms'),
      reward: of('reward'),
      regret: of('regret'),
      gain: { quality: gain('quality'), usd: gain('usd'), reward: gain('reward') },
    };
  });
}

function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    interval: [
      sorted[Math.floor(0.025 * sorted.length)]!,
      sorted[Math.max(0, Math.ceil(0.975 * sorted.length) - 1)]!,
    ],
  };
}
