import type { ExampleRow } from '../../../events/candidate.ts';
import type { Objective } from '../../../events/populationPlan.ts';

type Name = Objective['name'];
type Row = Pick<ExampleRow, 'score' | 'fuel' | 'tokens' | 'repairs' | 'cost_micro'>;

/** What each objective is counted in and which way it is better. */
export const OBJECTIVES: Readonly<Record<Name, Pick<Objective, 'unit' | 'goal'>>> = {
  quality: { unit: 'share', goal: 'max' },
  fuel: { unit: 'fuel', goal: 'min' },
  tokens: { unit: 'tokens', goal: 'min' },
  repairs: { unit: 'repairs', goal: 'min' },
  cost: { unit: 'micro_usd', goal: 'min' },
};

type Asked = Readonly<{ name: string; unit: string; goal: string; reference?: number | undefined }>;

/** Why these cannot be the objectives of a population; null: they can. */
export function objectivesRefusal(objectives: readonly Asked[]): string | null {
  const names = Object.keys(OBJECTIVES).join(', ');
  if (objectives[0]?.name !== 'quality')
    return `the first objective is "${objectives[0]?.name ?? 'none'}": name quality first, a wrong answer is worth nothing however cheap it is`;
  for (const { name, unit, goal, reference } of objectives) {
    if (!Object.hasOwn(OBJECTIVES, name))
      return `objective "${name}" cannot be counted: name some of ${names} (times are measured, they rank nobody)`;
    const known = OBJECTIVES[name as Name];
    if (unit !== known.unit)
      return `objective "${name}" is given in "${unit}" and counted in "${known.unit}": give it in ${known.unit}`;
    if (goal !== known.goal)
      return `objective "${name}" has the goal "${goal}": it is better at its ${known.goal}`;
    if (reference !== undefined && !Number.isFinite(reference))
      return `the reference of objective "${name}" is ${reference}: give a number, or none`;
  }
  const twice = objectives.find(({ name }, at) => objectives.findIndex((one) => one.name === name) < at);
  if (twice) return `objective "${twice.name}" is named twice: name it once`;
  return objectives.length > 4 ? `${objectives.length} objectives are named: 4 are the most` : null;
}

/** What one example came to in an objective; null: it was not counted. */
export function valueOf(row: Row, name: Name): number | null {
  switch (name) {
    case 'quality':
      return row.score;
    case 'fuel':
      return row.fuel;
    case 'tokens':
      return row.tokens;
    case 'repairs':
      return row.repairs;
    case 'cost':
      return row.cost_micro;
  }
}

/**
 * The mean of each objective over the examples on which it was counted, each in its own unit, at 6 digits; what was stopped has no count there. NaN
 * where there is none.
 */
export function objectivesOf(rows: readonly Row[], objectives: readonly Pick<Objective, 'name'>[]): number[] {
  return objectives.map(({ name }) => {
    const values = rows.flatMap((row) => valueOf(row, name) ?? []);
    return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(6));
  });
}

/** Values by the names of their objectives. */
export function named(
  values: readonly number[],
  objectives: readonly Pick<Objective, 'name'>[],
): Record<string, number> {
  return Object.fromEntries(objectives.map(({ name }, at) => [name, values[at]!]));
}

/** All to be made small, as the rules of fronts take them. */
export function minimised(
  values: readonly number[],
  objectives: readonly Pick<Objective, 'goal'>[],
): number[] {
  // 0 - value, for there is no -0 among values.
  return values.map((value, at) => (objectives[at]!.goal === 'max' ? 0 - value : value));
}
