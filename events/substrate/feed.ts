/** Something that works by itself until it is stopped. */
export interface Relay {
  start(): void;
  /** Finishes what is on its way. */
  stop(): Promise<void>;
}

/** Tells every fact to the world outside (DESIGN 4, Feed): derived from the commits, aged, rebuildable. */
export interface Feed {
  /** Commits not told yet. */
  lag(): Promise<number>;
  /** Tells what is new, in the order of the log; of many relays one works at a time. `clock` is in ms since the epoch. */
  relay(options: {
    readonly worker: string;
    readonly clock: () => number;
    /** Hears of what went wrong; the relay tries again. */
    readonly onTrouble: (message: string) => void;
  }): Relay;
}
