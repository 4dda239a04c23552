/** A demo that stands on nothing: it works in a folder of its own that is gone afterwards. */
export type NamedDemo = {
  /** As it is typed after `dse demo`. */
  readonly name: string;
  readonly description: string;
  /** What it says, line by line. `folder` is empty; everything random derives from `seed`. */
  readonly tell: (setting: DemoSetting) => AsyncGenerator<string>;
};

export type DemoSetting = {
  readonly folder: string;
  readonly seed: number;
  /** One JSON text a line. */
  readonly json: boolean;
};

/** The demos beside the main one; each is loaded when it is asked for. */
export const demos: readonly NamedDemo[] = [
  {
    name: 'day',
    description:
      'a day of changing load: which pressure, which tool, which quality (load and clock are simulated)',
    async *tell(setting) {
      const { day } = await import('./day.ts');
      yield* day(setting);
    },
  },
  {
    name: 'translation',
    description:
      'a phrase table whose inputs change: the next tool takes over, and the table again when it knows them (phrases and tools are simulated)',
    async *tell(setting) {
      const { translation } = await import('./translation.ts');
      yield* translation(setting);
    },
  },
  {
    name: 'evolution',
    description:
      'a capability from its first executions through drift, evolution, a batch and pressure, with computed numbers (texts, prices, latencies and a model are simulated)',
    async *tell(setting) {
      const { evolution } = await import('./evolution.ts');
      yield* evolution(setting);
    },
  },
];
