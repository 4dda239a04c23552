import { provenThreshold, verdict } from '../../../machines/rules/bandit/bestArm.ts';
import type { Sampled } from '../../../machines/rules/bandit/bestArm.ts';
import { drawnArm } from '../../../machines/rules/bandit/chooseArm.ts';
import { aimedShares, nextSample } from '../../../machines/rules/bandit/trackAndStop.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Random } from '../../../machines/rules/random.ts';

/** Which arm an experiment samples next, by its place; made anew for each experiment. */
export type Sampler = (random: Random) => (arms: readonly Sampled[]) => number;

/** Shares are looked for again when samples have grown by a twentieth: that is what takes time, and they hardly move in between. */
const trackAndStop: Sampler = () => {
  let shares: readonly number[] = [];
  let until = 0;
  return (arms) => {
    const t = arms.reduce((sum, { n }) => sum + n, 0);
    if (t >= until) {
      shares = aimedShares(arms);
      until = t * 1.05;
    }
    return nextSample(arms, shares);
  };
};

const uniform: Sampler = () => (arms) => arms.reduce((sum, { n }) => sum + n, 0) % arms.length;

const thompson: Sampler = (random) => (arms) =>
  drawnArm(
    arms.map(({ n, sum }) => ({ alpha: 1 + sum, beta: 1 + n - sum })),
    random,
    0,
  );

export const samplers: Readonly<Record<string, Sampler>> = {
  'track-and-stop': trackAndStop,
  uniform,
  Thompson: thompson,
};

/** With which evidence an experiment ends. `proven`: whether its error is at most delta by theorem. */
export type Rule = {
  readonly name: string;
  readonly delta: number;
  readonly proven: boolean;
  readonly threshold: typeof provenThreshold;
};

/** ln((ln t + 1) / delta), with which the paper's table was made: no theorem stands behind it. */
const practical: typeof provenThreshold = (t, _, delta) => Math.log((Math.log(t) + 1) / delta);

/** In order of what they ask for. */
export const rules: readonly Rule[] = [
  { name: 'practical', delta: 0.1, proven: false, threshold: practical },
  { name: 'practical', delta: 0.05, proven: false, threshold: practical },
  { name: 'proven', delta: 0.1, proven: true, threshold: provenThreshold },
  { name: 'proven', delta: 0.05, proven: true, threshold: provenThreshold },
];

/** Where an experiment ended under one rule; `right` is null when it did not within the limit. */
export type Ended = { readonly samples: number; readonly right: boolean | null };

/** One experiment, gone on with until the last of the rules has ended it, or the limit. */
export function identified(
  means: readonly number[],
  sampler: Sampler,
  asked: readonly Rule[],
  limit: number,
  seed: number,
): readonly Ended[] {
  const best = means.indexOf(Math.max(...means));
  const choose = sampler(randomFrom(deriveSeed(seed, 'samples')));
  const rewards = randomFrom(deriveSeed(seed, 'rewards'));
  const arms: Sampled[] = means.map((_, index) => ({ name: `arm ${index}`, n: 0, sum: 0 }));
  const ended: (Ended | undefined)[] = asked.map(() => undefined);
  for (let t = 1; t <= limit && ended.includes(undefined); t += 1) {
    const at = choose(arms);
    const { name, n, sum } = arms[at]!;
    arms[at] = { name, n: n + 1, sum: sum + (rewards.uniform() < means[at]! ? 1 : 0) };
    // They ask for more and more evidence, so one that is open leaves those after it open.
    for (let next = ended.indexOf(undefined); next >= 0 && next < asked.length; next += 1) {
      const { delta, threshold } = asked[next]!;
      const said = verdict(arms, { delta, limit: Infinity }, threshold);
      if (said.kind !== 'best') break;
      ended[next] = { samples: t, right: said.arm === arms[best]!.name };
    }
  }
  return ended.map((one) => one ?? { samples: limit, right: null });
}
