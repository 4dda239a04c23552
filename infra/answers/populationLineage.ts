import { z } from 'zod';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { QueryResult } from '../../projections/index.ts';
import { candidateOf } from '../../machines/population/context.ts';
import { populationOf, saidBy } from './population.ts';
import type { PopulationAnswer } from './population.ts';

/** A candidate on the way to who was chosen; the incumbent has no parents. */
export type Ancestor = {
  readonly candidate: string;
  readonly parents: readonly string[];
  readonly operators: readonly string[];
  /** Null: the incumbent, which was there before. */
  readonly generation: number | null;
  /** Mean on the common sample; null: it was not evaluated on all of it. */
  readonly quality: number | null;
};

const Rollout = z.object({
  rollout: z.string(),
  state: z.string(),
  stage: z.string().nullable(),
  outcome: z.string().nullable(),
});

/** How what a population found came to be, and what became of it. */
export type PopulationLineage = Pick<
  PopulationAnswer,
  'population' | 'capability' | 'target' | 'state' | 'outcome' | 'reason' | 'waits'
> & {
  /** The incumbent first, then in the order they were bred. */
  readonly ancestors: readonly Ancestor[];
  /** Whose ancestors they are; null: nobody was bred. */
  readonly candidate: string | null;
  /** `chosen` on the hold-out; `best` of the last generation, where nobody was chosen. */
  readonly as: 'chosen' | 'best' | null;
  readonly artifact: string | null;
  readonly verdict: 'accepted' | 'rejected' | null;
  /** What its capability tried it by. */
  readonly rollouts: readonly z.infer<typeof Rollout>[];
  /** What serves the capability now. */
  readonly served: string | null;
};

/** @throws NotKnown */
export async function populationLineage(
  substrate: Substrate,
  query: (sql: string) => Promise<QueryResult>,
  id: string,
): Promise<PopulationLineage> {
  const answer = await populationOf(substrate, id);
  const { population, capability, target, state, outcome, reason, waits } = answer;
  const chosen = saidBy(answer, 'finalists.rescored')[0]?.chosen ?? null;
  const best = saidBy(answer, 'generation.ended').at(-1)?.best ?? null;
  const [rollouts, served] = await Promise.all([
    query(
      `SELECT rollout, state, stage, outcome FROM rollouts WHERE task = '${population}' ORDER BY opened_seq`,
    ),
    query(`SELECT artifact FROM fact.served WHERE capability = '${capability}'`),
  ]);
  const candidate = chosen ?? best;
  return {
    population,
    capability,
    target,
    state,
    outcome,
    reason,
    waits,
    ancestors: ancestorsOf(answer, candidate),
    candidate,
    as: chosen === null ? (best === null ? null : 'best') : 'chosen',
    artifact: saidBy(answer, 'winner.generated')[0]?.artifact ?? null,
    verdict: saidBy(answer, 'winner.proved')[0]?.verdict ?? null,
    rollouts: z.array(Rollout).parse(rollouts.rows),
    served: z.array(z.object({ artifact: z.string() })).parse(served.rows)[0]?.artifact ?? null,
  };
}

/** A candidate was bred when it was first said to be: its parents were bred before it, so this ends. */
function ancestorsOf(answer: PopulationAnswer, candidate: string | null): readonly Ancestor[] {
  const queued = saidBy(answer, 'population.queued')[0];
  if (queued === undefined) return [];
  const incumbent = candidateOf(queued.incumbent);
  const quality = new Map(
    saidBy(answer, 'candidate.evaluated')
      .filter(({ stage }) => stage === 'full')
      .map((one) => [one.candidate, one.objectives['quality'] ?? null]),
  );
  const known = new Map<string, Ancestor>([
    [
      incumbent,
      {
        candidate: incumbent,
        parents: [],
        operators: [],
        generation: null,
        quality: quality.get(incumbent) ?? null,
      },
    ],
  ]);
  for (const { candidate: child, parents, operators, generation } of saidBy(answer, 'candidate.bred'))
    if (!known.has(child))
      known.set(child, {
        candidate: child,
        parents,
        operators,
        generation,
        quality: quality.get(child) ?? null,
      });
  const wanted = new Set([incumbent, ...(candidate === null ? [] : [candidate])]);
  for (const one of [...known.values()].toReversed())
    if (wanted.has(one.candidate)) for (const parent of one.parents) wanted.add(parent);
  return [...known.values()].filter((one) => wanted.has(one.candidate));
}
