import type { FactData, FactType } from '../../events/catalog.ts';
import { Id } from '../../events/commit.ts';
import type { Fact } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { PopulationContext } from '../../machines/population/context.ts';
import { commitsOf } from './commits.ts';
import { NotKnown } from './notKnown.ts';

type Ended = FactData<'population.ended'>;

/** One fact of a population and where it stands. */
export type PopulationStep = { readonly position: number; readonly at: string; readonly fact: Fact };

/** What a population came to so far, from its own log. */
export type PopulationAnswer = {
  readonly population: string;
  readonly state: 'queued' | 'working' | 'ended' | 'refused';
  readonly capability: string;
  readonly target: string;
  readonly genome: string;
  readonly strategy: string;
  /** A model that its prompts may ask, or its price, is no real one (law 11). */
  readonly simulated: boolean;
  /** Generations that are over, of those there may be; null: it was refused. */
  readonly generations: number;
  readonly of: number | null;
  /** The best quality on the common sample, that of the first generation and of the last. */
  readonly first: number | null;
  readonly best: number | null;
  readonly outcome: Ended['outcome'] | null;
  readonly artifact: string | null;
  readonly stop: string | null;
  readonly proposals: number;
  readonly evaluations: number;
  readonly cost_micro: number;
  readonly reason: string | null;
  /** Where it is in its work, such as `breeding`, and what it waits for in words; null: it is over. */
  readonly stage: string | null;
  readonly waits: string | null;
  readonly steps: readonly PopulationStep[];
};

/** The facts of one type that a population said, in order. */
export function saidBy<T extends FactType>(
  { steps }: Pick<PopulationAnswer, 'steps'>,
  type: T,
): readonly FactData<T>[] {
  return steps
    .filter(({ fact }) => fact.type === type)
    .map(({ fact }) => fact.data as unknown as FactData<T>);
}

/** @throws NotKnown */
export async function populationOf(substrate: Substrate, population: string): Promise<PopulationAnswer> {
  const commits = Id.safeParse(population).success
    ? await commitsOf(substrate, { kind: 'population', id: population })
    : [];
  if (commits.length === 0)
    throw new NotKnown(
      `there is no population "${population}": \`dse query "select actor_id from fact.population_queued"\` lists them`,
    );
  const steps = commits.flatMap(({ position, commit }) =>
    commit.events.map((fact) => ({ position, at: commit.meta.at, fact })),
  );
  const said = { steps };
  const queued = saidBy(said, 'population.queued')[0];
  const refused = saidBy(said, 'population.refused')[0];
  const asked = (queued ?? refused)!;
  const generations = saidBy(said, 'generation.ended');
  const ended = saidBy(said, 'population.ended')[0];
  const stopped = saidBy(said, 'population.stopped')[0];
  const spent = ended ?? generations.at(-1);
  const [{ foldedState }, { populationWaits }] = await Promise.all([
    import('./foldedState.ts'),
    import('./populationWaits.ts'),
  ]);
  const folded = foldedState('population', commits);
  const standing = populationWaits(folded, folded.context as PopulationContext);
  return {
    population,
    state: refused
      ? 'refused'
      : ended
        ? 'ended'
        : saidBy(said, 'population.started').length > 0
          ? 'working'
          : 'queued',
    capability: asked.capability,
    target: asked.target,
    genome: asked.genome,
    strategy: asked.strategy,
    generations: generations.length,
    simulated: queued?.simulated ?? false,
    of: queued?.settings.generations ?? null,
    first: generations[0]?.quality ?? null,
    best: generations.at(-1)?.quality ?? null,
    outcome: ended?.outcome ?? null,
    artifact: ended?.artifact ?? null,
    stop: stopped?.stop ?? null,
    proposals: spent?.proposals ?? 0,
    evaluations: spent?.evaluations ?? 0,
    cost_micro: spent?.cost_micro ?? 0,
    reason: ended?.reason ?? refused?.refusal ?? stopped?.reason ?? null,
    stage: standing?.stage ?? null,
    waits: standing?.waits ?? null,
    steps,
  };
}
