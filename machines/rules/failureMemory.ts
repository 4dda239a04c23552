/** How bad a failed run was (SPEC B23). Light: it said no. Medium: it used up what it was given. Severe: it ended its process. */
export type Severity = 'light' | 'medium' | 'severe';

/** Taken off a tool's similarity for each failed run, by severity (SPEC B23). */
export const DEMOTION = { light: 0.01, medium: 0.05, severe: 0.1 } as const satisfies Record<
  Severity,
  number
>;
/** Taken off besides from so many failures on. SPEC B23 names the counts and not the amounts; these are ours. */
const EXTRA = [
  { failures: 5, demotion: 0.05 },
  { failures: 10, demotion: 0.1 },
] as const;
/** From so many failures in one scenario on, when most of its runs failed, a tool is not for it. */
const NOT_FOR_FAILURES = 5;
/** Calls tried before giving up (SPEC B23). */
export const ATTEMPTS = 5;

const SEVERITIES: Readonly<Record<string, Severity>> = {
  error: 'light',
  timeout: 'medium',
  output: 'medium',
  fuel: 'medium',
  memory: 'severe',
  crash: 'severe',
};

/** Null for a run that ended `ok`. @throws RangeError for an outcome that no run has */
export function severityOf(outcome: string): Severity | null {
  if (outcome === 'ok') return null;
  const severity = SEVERITIES[outcome];
  if (severity === undefined) throw new RangeError(`"${outcome}" is no outcome of a run`);
  return severity;
}

/** What the last runs of a tool take off its similarity, in [0, 1]. Each failure counts once, and many count besides. */
export function demotion(outcomes: readonly string[]): number {
  const severities = outcomes.map(severityOf).filter((severity) => severity !== null);
  const each = severities.reduce((sum, severity) => sum + DEMOTION[severity], 0);
  const extra = EXTRA.filter(({ failures }) => severities.length >= failures).reduce(
    (sum, { demotion: more }) => sum + more,
    0,
  );
  return Math.min(1, each + extra);
}

/** Whether a tool is tagged `not-for-<scenario>`: it failed there at least five times, and more often than not. */
export function isNotFor(failures: number, runs: number): boolean {
  return failures >= NOT_FOR_FAILURES && 2 * failures > runs;
}

export type Callable = {
  readonly id: string;
  /** To what is asked for, in [0, 1]. */
  readonly similarity: number;
  readonly quality: number;
  readonly demotion: number;
  /** Scenarios it is not for. */
  readonly notFor: readonly string[];
};

/**
 * Whom a resilient call tries, in order (SPEC B23): by (similarity − demotion) × quality, equals by id, at most five. What
 * is not for the scenario, or has nothing left after its demotion, is not tried.
 */
export function callOrder<T extends Callable>(tools: readonly T[], scenario: string | null): readonly T[] {
  const worth = ({ similarity, demotion: less, quality }: T): number => (similarity - less) * quality;
  return tools
    .filter((tool) => worth(tool) > 0 && (scenario === null || !tool.notFor.includes(scenario)))
    .toSorted((a, b) => worth(b) - worth(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .slice(0, ATTEMPTS);
}
