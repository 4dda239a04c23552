import { bernoulliKl } from './bernoulliKl.ts';

/** What an arm of an experiment was given: samples, and the sum of their rewards in [0, 1]. */
export type Sampled = { readonly name: string; readonly n: number; readonly sum: number };

export type Stopping = {
  /** The chance with which a wrong arm may be named, in (0, 1). */
  readonly delta: number;
  /** Samples after which it ends undecided: two arms that are equally good are never told apart. */
  readonly limit: number;
  /** Arms that were sampled and are gone: their samples were paid for, and each was a chance to be wrong. */
  readonly vanished?: readonly Sampled[];
};

export type Verdict =
  /** `evidence`: the generalised likelihood ratio that the named arm is best, beyond `threshold`; nats. */
  | { readonly kind: 'best'; readonly arm: string; readonly evidence: number; readonly threshold: number }
  | {
      readonly kind: 'undecided';
      readonly leading: string;
      readonly evidence: number;
      readonly threshold: number;
    }
  | { readonly kind: 'open'; readonly evidence: number; readonly threshold: number };

function meanOf({ n, sum }: Sampled): number {
  return n === 0 ? 0.5 : sum / n;
}

/** Of arms with equal means the first. One without samples leads nobody: it is named only where no arm has any. */
function leadingOf(all: readonly Sampled[]): Sampled {
  const sampled = all.filter(({ n }) => n > 0);
  const arms = sampled.length > 0 ? sampled : all;
  return arms.reduce((best, arm) => (meanOf(arm) > meanOf(best) ? arm : best));
}

/** ln(2 t (K − 1) / delta): with it a wrong arm is named with chance at most delta (Garivier and Kaufmann, COLT 2016, for Bernoulli arms). */
export function provenThreshold(t: number, arms: number, delta: number): number {
  return Math.log((2 * t * (arms - 1)) / delta);
}

/** Chernoff's statistic: the least over the others of n_a kl(mu_a, m) + n_b kl(mu_b, m), m the mean of both together; nats. */
export function evidenceForLeading(arms: readonly Sampled[]): number {
  const leading = leadingOf(arms);
  const against = arms
    .filter((arm) => arm !== leading)
    .map((other) => {
      if (leading.n === 0 || other.n === 0) return 0;
      const m = (leading.sum + other.sum) / (leading.n + other.n);
      return leading.n * bernoulliKl(meanOf(leading), m) + other.n * bernoulliKl(meanOf(other), m);
    });
  return Math.min(...against);
}

/**
 * Whether an experiment may name its best arm (for generator experiments, E8): Chernoff's stopping rule over the arms that are there. One that
 * appeared has no samples, so nothing is named before it was tried; one that vanished counts among the samples and the arms of the
 * threshold. One arm alone is the best without evidence, once it has
 * a sample; what was never sampled is neither best nor leading.
 */
export function verdict(
  arms: readonly Sampled[],
  { delta, limit, vanished = [] }: Stopping,
  threshold: typeof provenThreshold = provenThreshold,
): Verdict {
  if (arms.length === 0) throw new RangeError('best arm: there is nothing to choose from');
  if (!(delta > 0 && delta < 1)) throw new RangeError(`best arm: delta is ${delta}, it lies in (0, 1)`);
  const all = [...arms, ...vanished];
  const samples = all.reduce((sum, { n }) => sum + n, 0);
  const leading = leadingOf(arms).name;
  const untried = arms.every(({ n }) => n === 0);
  if (arms.length === 1)
    return untried
      ? { kind: 'open', evidence: 0, threshold: 0 }
      : { kind: 'best', arm: leading, evidence: Infinity, threshold: 0 };
  const measures = {
    evidence: evidenceForLeading(arms),
    threshold: threshold(Math.max(1, samples), all.length, delta),
  };
  if (measures.evidence > measures.threshold) return { kind: 'best', arm: leading, ...measures };
  return samples >= limit && !untried
    ? { kind: 'undecided', leading, ...measures }
    : { kind: 'open', ...measures };
}
