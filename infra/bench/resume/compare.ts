import type { Remains } from './remains.ts';
import type { Trace } from './trace.ts';

/** How a disturbed run differs from an undisturbed one; every list is empty when it does not. Each entry names what it is about. */
export type Differences = {
  /** Actors whose decisions differ, with the first fact that does. */
  readonly decisions: readonly string[];
  /** Content hashes that one run names or keeps and the other does not. */
  readonly contents: readonly string[];
  /** Actors whose last state differs. */
  readonly states: readonly string[];
  /** Evaluations that are recorded less often than they were made. */
  readonly lost: readonly string[];
  /** Evaluations that are recorded more often. */
  readonly doubled: readonly string[];
  /** Calls of models beyond those of the undisturbed run: made again, and paid again. */
  readonly modelCallsAgain: number;
};

type Counts = ReadonlyMap<string, number>;

/** Names of what `a` has more of than `b`. */
function more(a: Counts, b: Counts): readonly string[] {
  return [...a].flatMap(([name, count]) => (count > (b.get(name) ?? 0) ? [name] : []));
}

function differing<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

const sum = (counts: Counts): number => [...counts.values()].reduce((total, count) => total + count, 0);

function otherDecisions(calm: Trace, disturbed: Trace): readonly string[] {
  const actors = new Set([...Object.keys(calm), ...Object.keys(disturbed)]);
  return [...actors].flatMap((actor) => {
    const [one, other] = [calm, disturbed].map((trace) =>
      (trace[actor] ?? []).map((fact) => JSON.stringify(fact)),
    ) as [string[], string[]];
    const longer = one.length > other.length ? one : other;
    const at = longer.findIndex((_, index) => one[index] !== other[index]);
    return at < 0 ? [] : [`${actor}, fact ${at + 1}: ${other[at] ?? 'none'} instead of ${one[at] ?? 'none'}`];
  });
}

/** The names of batches follow from the process that wrote them. */
const isNamedByRun = (name: string): boolean => name.startsWith('run batch ');

/** Those whose names follow from the work alone. */
export const ofWork = (counts: Counts): Counts =>
  new Map([...counts].filter(([name]) => !isNamedByRun(name)));

/** Holds what a disturbed run left against what an undisturbed one did. */
export function differencesOf(calm: Remains, disturbed: Remains): Differences {
  const twice = [...disturbed.recorded].flatMap(([name, times]) =>
    isNamedByRun(name) && times > 1 ? [name] : [],
  );
  return {
    decisions: otherDecisions(calm.trace, disturbed.trace),
    contents: differing(calm.contents, disturbed.contents),
    states: differing(calm.states, disturbed.states),
    lost: [
      ...more(ofWork(calm.recorded), ofWork(disturbed.recorded)),
      ...more(calm.modelCalls, disturbed.modelCalls),
    ],
    doubled: [...more(ofWork(disturbed.recorded), ofWork(calm.recorded)), ...twice],
    modelCallsAgain: Math.max(0, sum(disturbed.modelCalls) - sum(calm.modelCalls)),
  };
}
