import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapabilitySpec } from '../../../events/capability.ts';
import type { PopulationSettings } from '../../../events/populationPlan.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { BUDGET } from '../../../machines/task/context.ts';
import type { Dse } from '../../dse.ts';
import { buildGolden, lastGolden } from '../../evolving/golden/build.ts';
import { beginPopulation, openPopulation } from '../../evolving/openPopulation.ts';
import { hasCome, isQuiet } from './ended.ts';
import { firstServed } from './firstServed.ts';
import type { Kind } from './kind.ts';
import { makeAll } from './makeAll.ts';
import { ownWords } from './ownWords.ts';

export type Populations = {
  /** Of all targets, the first so many. */
  readonly targets: number;
  readonly settings: Partial<PopulationSettings>;
};

/** What is bred from, what would be right, and whether something better is found. */
type Target = {
  readonly capability: string;
  readonly body: string;
  readonly right: (n: number) => number;
  /** What its suite asks for: all that the body gets right. */
  readonly asked: readonly number[];
  /** At most; what can be found ends it earlier. */
  readonly generations: number;
  /** What it comes to; null: either, it depends on what the proof makes of the cheapest one. */
  readonly outcome: 'offered' | 'nothing_better' | null;
};

const LOOK_MS = 20;
/** Far above what is needed: what a clock or a purse ends is not what is compared. */
const TIME_LIMIT_MS = 86_400_000;
const BUDGET_MICRO = 5_000_000;
/** Its own, so that these find what they find whatever the strikes are seeded with. */
const SEED = 1;
const EDGE = 50;
const ABOVE = [60, 80, 90];
const AROUND = [...ABOVE, 10, 30, 40];

const TARGETS: readonly Target[] = [
  {
    capability: 'wrong-at-the-edge',
    body: `return x.n > ${EDGE} ? x.n : 0;`,
    right: (n) => (n >= EDGE ? n : 0),
    asked: AROUND,
    generations: 15,
    outcome: 'offered',
  },
  {
    capability: 'out-of-reach',
    body: `return x.n > ${EDGE} ? x.n : 7;`,
    right: (n) => (n > EDGE ? n : (n * 7919) % 1009),
    asked: ABOVE,
    generations: 5,
    outcome: 'nothing_better',
  },
  {
    capability: 'edge-left-out',
    body: `return x.n <= ${EDGE} ? 0 : x.n + 1;`,
    right: (n) => (n < EDGE ? 0 : n + 1),
    asked: AROUND,
    generations: 15,
    outcome: 'offered',
  },
  {
    capability: 'slow',
    body: `let idle = 60; while (idle > 0) idle -= 1; return x.n >= ${EDGE} ? x.n : 0;`,
    right: (n) => (n >= EDGE ? n : 0),
    asked: AROUND,
    generations: 5,
    outcome: null,
  },
];

const caseOf = ({ right }: Target, n: number, at: number) => ({
  input: { n, of: `person-${at}` },
  output: right(n),
});

/** The edge is every third example here, and never in the suite. */
function golden(target: Target): string {
  const ns = [20, 49, 40].flatMap((below) => [EDGE, below, EDGE + below]);
  return JSON.stringify(Array.from({ length: 96 }, (_, at) => caseOf(target, ns[at % ns.length]!, at)));
}

function spec(target: Target): CapabilitySpec {
  const { capability, body, asked } = target;
  return CapabilitySpec.parse({
    capability,
    description: `Sorts numbers by an edge: ${ownWords(capability)}.`,
    entry: 'sorted',
    input: {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 0, maximum: 1000 }, of: { type: 'string' } },
      required: ['n', 'of'],
    },
    output: { type: 'integer' },
    examples: asked.map((n, at) => caseOf(target, n, at)),
    held_out: [caseOf(target, 75, asked.length)],
    objectives: { quality_min: 0, strength_min: 0 },
    seeds: [{ name: 'seed', source: `function sorted(x) { ${body} }`, provenance: 'the bench' }],
    controls: [],
    oracle: null,
  });
}

/** The first population on each target. */
const populationOn = (target: string): string => `${target}-pop1`;

/** Opens the population on what a capability served, unless it was opened before, and begins it. */
async function begin(
  dse: Dse,
  { capability, generations }: Target,
  settings: Partial<PopulationSettings>,
): Promise<void> {
  const target = await firstServed(dse.substrate, capability);
  const id = populationOn(target);
  const { snapshot } = await dse.host.look({ kind: 'population', id });
  if (snapshot.value === 'absent') {
    const opened = await openPopulation(dse, capability, {
      golden: await lastGolden(dse, capability),
      strategy: 'evolve',
      settings: { ...settings, generations, plateau: generations, time_limit_ms: TIME_LIMIT_MS },
      weights: null,
      budget: BUDGET,
      budgetMicro: BUDGET_MICRO,
      seed: SEED,
      by: 'the bench',
    });
    if (opened.status === 'refused') throw new Error(`bench: no population on ${target}: ${opened.reason}`);
  }
  // Said again it is not begun twice: the command has its name.
  await beginPopulation(dse, id, 'the bench');
}

/** Populations side by side: some find something better, which is proved and takes over, and some do not. */
export function populationKind({ targets, settings }: Populations): Kind {
  const all = TARGETS.slice(0, targets);
  const isOver = async (log: Substrate): Promise<boolean> => {
    for (const { capability, outcome } of all) {
      const id = populationOn(await firstServed(log, capability));
      if (!(await hasCome(log, { kind: 'population', id }, 'population.ended', outcome))) return false;
    }
    return isQuiet(log);
  };
  return {
    name: 'population',
    models: [],
    prepare: async (dse) => {
      await makeAll(dse, all.map(spec));
      for (const one of all) {
        const file = join(dse.folder, `golden-${one.capability}.json`);
        await writeFile(file, golden(one));
        await buildGolden(dse, one.capability, {
          from: { file },
          limit: 1000,
          minQuality: 1,
          holdout: 0.5,
          seed: SEED,
        });
      }
    },
    work: async (dse) => {
      for (const one of all) await begin(dse, one, settings);
      while (!(await isOver(dse.substrate))) {
        if (dse.failure) throw dse.failure;
        await sleep(LOOK_MS);
      }
    },
    done: isOver,
  };
}
