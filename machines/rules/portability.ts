import { mean } from './statistics.ts';

/** Who answered: the backend and what it calls the model; null where it was not written down. */
export type Backend = { readonly provider: string; readonly model: string | null };

/** Something that was learned with one model, and what came of using it since. */
export type Learned = {
  /** ms since it was learned. */
  readonly age: number;
  /** Null: nobody wrote it down, or no model was asked. */
  readonly under: Backend | null;
  /** Who would be asked now. */
  readonly now: Backend;
  /** Rewards of its uses in [0, 1], oldest first. */
  readonly uses: readonly number[];
};

/** SPEC B13. Below `uses` nothing can be said of it: then what it was learned by stands. */
export const PORTABILITY = {
  age: 90 * 86_400_000,
  uses: 5,
  mean: 0.5,
  recent: 3,
  share: 0.8,
} as const;

export type Portability = { readonly kind: 'portable' } | { readonly kind: 'left'; readonly reason: string };

const shown = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * Whether what was learned once is still to be used first (SPEC B13): not too old, with the same backend and model, over `uses` uses with a mean of at
 * least .5, and in the last three with at least .8 of what came of those before. Counts decide; only age is a clock's.
 */
export function portability(
  { age, under, now, uses }: Learned,
  rules: typeof PORTABILITY = PORTABILITY,
): Portability {
  const left = (reason: string): Portability => ({ kind: 'left', reason });
  if (age > rules.age) return left(`learned ${Math.floor(age / 86_400_000)} days ago`);
  if (under !== null && under.provider !== now.provider)
    return left(`learned with ${under.provider}, now it is ${now.provider}`);
  if (under !== null && under.model !== null && under.model !== now.model)
    return left(`learned with ${under.model}, now it is ${now.model ?? 'unknown'}`);
  if (uses.length < rules.uses) return { kind: 'portable' };
  const all = mean(uses);
  if (all < rules.mean) return left(`its ${uses.length} uses came to ${shown(all)} in the mean`);
  const [before, recent] = [mean(uses.slice(0, -rules.recent)), mean(uses.slice(-rules.recent))];
  if (recent < rules.share * before)
    return left(`its last ${rules.recent} uses came to ${shown(recent)}, those before to ${shown(before)}`);
  return { kind: 'portable' };
}
