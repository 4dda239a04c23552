import { PressureLevel } from '../../../events/pressure.ts';

/** What may be spent to make something better. */
export const OPTIMISATIONS = ['none', 'local', 'cloud'] as const;
export type Optimisation = (typeof OPTIMISATIONS)[number];

/** What a level asks and allows; names as in the settings (SPEC P35-P37, C1, C2). */
export type LevelRules = {
  /** A floor: below it nothing new is accepted. Never a ceiling. */
  readonly min_quality: number;
  /** The longest that 95 of 100 runs may take; null: any time. */
  readonly max_latency_ms: number | null;
  readonly optimization_level: Optimisation;
  /** Off: it never says no, it gives the best there is and a warning. */
  readonly can_reject: boolean;
  /** The next easier level; null: there is none. */
  readonly fallback_pressure: PressureLevel | null;
};
export type Levels = Readonly<Record<PressureLevel, LevelRules>>;

/** The levels of S0 4.3 and App. B; TRAINING as in SPEC C4. */
export const LEVELS: Levels = {
  high: {
    min_quality: 0.6,
    max_latency_ms: 1000,
    optimization_level: 'none',
    can_reject: true,
    fallback_pressure: 'medium',
  },
  medium: {
    min_quality: 0.75,
    max_latency_ms: 10_000,
    optimization_level: 'local',
    can_reject: true,
    fallback_pressure: 'low',
  },
  low: {
    min_quality: 0.85,
    max_latency_ms: null,
    optimization_level: 'cloud',
    can_reject: false,
    fallback_pressure: null,
  },
  training: {
    min_quality: 0.5,
    max_latency_ms: null,
    optimization_level: 'none',
    can_reject: false,
    fallback_pressure: null,
  },
};

/** The level of this name, in whatever case, or what is wrong with it. */
export function levelNamed(
  name: string,
): { readonly level: PressureLevel } | { readonly level: null; readonly problem: string } {
  const { data } = PressureLevel.safeParse(name.toLowerCase());
  if (data !== undefined) return { level: data };
  return {
    level: null,
    problem: `there is no pressure level "${name}": there are ${PressureLevel.options.join(', ')}`,
  };
}

/** The levels to fall back to, nearest first, each once (SPEC C2). */
export function fallbacks(level: PressureLevel, levels: Levels): readonly PressureLevel[] {
  const chain: PressureLevel[] = [];
  let next = levels[level].fallback_pressure;
  while (next !== null && next !== level && !chain.includes(next)) {
    chain.push(next);
    next = levels[next].fallback_pressure;
  }
  return chain;
}
