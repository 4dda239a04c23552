import type { Outcome, Outcomes, RoutedModel } from './outcomes.ts';

/** Queries and models to choose among, and what to make of pairs that nobody asked. */
export type Ground = {
  readonly name: string;
  readonly models: readonly RoutedModel[];
  readonly queries: number;
  /** Pairs of query and model with an outcome of their own, as a share. */
  readonly known: number;
  /** What comes of it; of several outcomes the one at `share`, in [0, 1). Null: nobody asked, so the query does not count. */
  outcome(query: number, model: number, share: number): Outcome | null;
  /** Mean reward; null where there is no outcome. */
  expected(query: number, model: number): number | null;
};

function mean(outcomes: readonly Outcome[]): Outcome {
  const of = (field: keyof Outcome) =>
    outcomes.reduce((sum, outcome) => sum + outcome[field], 0) / outcomes.length;
  return { quality: of('quality'), usd: of('usd'), ms: of('ms'), reward: of('reward') };
}

function ground(
  name: string,
  { models, cells }: Pick<Outcomes, 'models' | 'cells'>,
  missing: (model: number) => Outcome | null,
): Ground {
  const means = cells.map((row) =>
    row.map((outcomes, model) => (outcomes.length === 0 ? missing(model) : mean(outcomes))),
  );
  const known = cells.flat().filter(({ length }) => length > 0).length;
  return {
    name,
    models,
    queries: cells.length,
    known: known / (cells.length * models.length),
    outcome: (query, model, share) => {
      const outcomes = cells[query]![model]!;
      return outcomes[Math.floor(share * outcomes.length)] ?? missing(model);
    },
    expected: (query, model) => means[query]![model]?.reward ?? null,
  };
}

/** A query counts for a policy when the model it chooses was asked it. */
export const replayed = (outcomes: Outcomes): Ground => ground('replayed', outcomes, () => null);

/** Every query counts: where a model was not asked, it comes to what it came to on average. */
export function imputed(outcomes: Outcomes): Ground {
  const means = outcomes.models.map((_, model) => mean(outcomes.cells.flatMap((row) => row[model]!)));
  return ground('imputed', outcomes, (model) => means[model]!);
}

/** Only the models that were asked everything: nothing is missing. */
export function complete({ models, cells }: Outcomes): Ground {
  const asked = models.map((_, model) => cells.every((row) => row[model]!.length > 0));
  const kept = <T>(all: readonly T[]): readonly T[] => all.filter((_, model) => asked[model]);
  return ground('complete', { models: kept(models), cells: cells.map(kept) }, () => null);
}
