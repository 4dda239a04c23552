/** What a proof said of one program, and what is true of it. */
export type Judged = {
  readonly id: string;
  readonly set: string;
  /** Whether it meets the whole test; null where nothing could be read of it. */
  readonly right: boolean | null;
  /** `accepted`, or what refused it. */
  readonly layer: string;
  readonly reason: string;
  readonly strength: number | null;
};

/** Counts of one set of programs. */
export type Table = {
  readonly set: string;
  readonly rightAccepted: number;
  readonly rightRefused: number;
  readonly wrongAccepted: number;
  readonly wrongRefused: number;
  readonly withoutSuite: number;
  /** Refused programs by what refused them. */
  readonly refusedBy: Readonly<Record<string, number>>;
};

/** One table per set of programs. */
export function confusion(results: readonly Judged[]): readonly Table[] {
  return [...new Set(results.map(({ set }) => set))].toSorted().map((set) => {
    const own = results.filter((one) => one.set === set);
    const count = (right: boolean, accepted: boolean): number =>
      own.filter((one) => one.right === right && (one.layer === 'accepted') === accepted).length;
    const refusedBy: Record<string, number> = {};
    for (const { layer, right } of own)
      if (right !== null && layer !== 'accepted') refusedBy[layer] = (refusedBy[layer] ?? 0) + 1;
    return {
      set,
      rightAccepted: count(true, true),
      rightRefused: count(true, false),
      wrongAccepted: count(false, true),
      wrongRefused: count(false, false),
      withoutSuite: own.filter(({ right }) => right === null).length,
      refusedBy,
    };
  });
}
