import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { subject } from './families.ts';
import type { Subject } from './families.ts';

/** What stands in the way of an artifact's turn; `ordinary`: nothing. */
export type Kind = 'ordinary' | 'rare' | 'worthless' | 'good' | 'no quality' | 'quality that is no number';

/** How a capability is used: simulated traffic at a simulated price. */
export type Use = {
  readonly kind: Kind;
  readonly subject: Subject;
  /** Runs before the night. */
  readonly runs: number;
  /** Runs after it. */
  readonly later: number;
  /** Micro-dollars of a run of the code it begins with. */
  readonly runMicro: number;
  /** Of each run, as its producer measured it. */
  readonly quality: number | null;
};

/** Of a run, micro-dollars: a hosted tool down to a moment of a processor. */
const PRICES = [50_000, 20_000, 10_000, 2000, 300] as const;
/** Of twenty; the rest is ordinary. Of each at least one. */
const SPECIAL: readonly Kind[] = ['rare', 'worthless', 'good', 'no quality', 'quality that is no number'];

/** So many uses, widely different; they follow from the seed alone. */
export function usesOf(count: number, seed: number): readonly Use[] {
  const random = randomFrom(deriveSeed(seed, 'uses of a night'));
  const each = Math.max(1, Math.round(count / 20));
  const kinds: Kind[] = SPECIAL.flatMap((kind) => Array<Kind>(each).fill(kind));
  while (kinds.length < count) kinds.push('ordinary');
  return shuffled(kinds.slice(0, count), random.uniform).map((kind, index) => {
    const runs = Math.round(30 * 100 ** random.uniform());
    const price = PRICES[Math.floor(random.uniform() * PRICES.length)]!;
    const later = Math.round(runs * (0.5 + random.uniform()));
    const quality = random.uniform() < 0.1 ? 0.5 : 1;
    return {
      kind,
      subject: subject(index, kind === 'good' ? 'best' : 'poor'),
      runs: kind === 'rare' ? 3 + (runs % 8) : kind === 'worthless' ? runs + 30 : runs,
      later,
      runMicro: kind === 'worthless' ? 0 : price,
      quality: qualityOf(kind, quality),
    };
  });
}

function qualityOf(kind: Kind, quality: number): number | null {
  if (kind === 'no quality') return null;
  return kind === 'quality that is no number' ? Number.NaN : quality;
}

/** Fisher and Yates' shuffle. */
export function shuffled<T>(all: readonly T[], uniform: () => number): T[] {
  const out = [...all];
  for (let at = out.length - 1; at > 0; at -= 1) {
    const other = Math.floor(uniform() * (at + 1));
    [out[at], out[other]] = [out[other]!, out[at]!];
  }
  return out;
}
