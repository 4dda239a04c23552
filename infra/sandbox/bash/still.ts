import { NOW } from '../guest/bootstrap.ts';

export type Still = {
  /** The clock of the machine, in ms. */
  now(): number;
  /** Begins the row of random numbers of this seed. */
  reseed(seed: number): void;
};

/** Takes the clock and the dice from everything in this process: what a script reads is the same every time. */
export function standStill(): Still {
  const now = performance.now.bind(performance);
  const RealDate = Date;
  class StillDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [NOW] : given) as [number]));
    }
    static override now(): number {
      return NOW;
    }
  }
  globalThis.Date = StillDate as DateConstructor;
  performance.now = () => 0;
  let state = 0;
  // mulberry32
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    now,
    reseed: (seed) => {
      state = Math.imul(seed, 2_654_435_769) | 0;
    },
  };
}
