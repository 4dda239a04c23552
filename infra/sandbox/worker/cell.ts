/** Asks the harness within a time limit; see `Ask` in guest/harness.ts for the questions. Throws what {@link stopOf} reads. */
export type TimedAsk = (
  limit: { readonly timeout: number },
  ...question: (string | number | boolean | null)[]
) => string;

/** A prepared global scope. `run` gives the value of a script. `release` it when done: a forgotten one keeps its memory. */
export type Realm = {
  readonly ask: TimedAsk;
  readonly run: (code: string, timeout: number) => unknown;
  readonly release: () => void;
};

/** Memory of its own with a limit, in which one engine makes realms. */
export interface Cell {
  readonly memoryMb: number;
  /** No program has run here yet, so nothing but the program itself can have filled the memory. */
  readonly fresh: boolean;
  /** It should be replaced before the next program. */
  readonly spent: boolean;
  readonly disposed: boolean;
  /** Bytes it holds now. Engines give back late, so after a call this is near the call's peak. */
  readonly heldBytes: number;
  realm(metered: boolean): Realm;
  /** Prepares the next realm while nobody waits. */
  prepareSpare(): void;
  dispose(): void;
}

/** Where an engine's cells come from. */
export type Cells = {
  readonly make: (memoryMb: number) => Cell;
  /** Whether one more can be made before the next `restock`. */
  readonly stocked: () => boolean;
  /** Prepares what `make` needs, between two orders; null when that is there. */
  readonly restock: () => Promise<void> | null;
};

export type Stop = 'timeout' | 'memory' | 'crash';

/** What ended a script from outside: engines throw errors that say `timed out` or `memory limit`. */
export function stopOf(error: unknown): Stop {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('timed out')) return 'timeout';
  return /memory limit|disposed/.test(message) ? 'memory' : 'crash';
}
