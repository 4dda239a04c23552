import type { FactData } from '../../events/catalog.ts';
import type { ExampleRow } from '../../events/candidate.ts';
import type { z } from 'zod';
import { saidBy } from '../answers/population.ts';
import type { PopulationAnswer } from '../answers/population.ts';
import type { EvolutionSettings } from '../config/settings/evolution.ts';
import { compositeOf } from './composite.ts';
import type { Composite } from './composite.ts';
import type { ArmResults, EvolutionResults } from './results.ts';
import { targetsOf } from './targets.ts';

type Settings = Pick<EvolutionSettings, 'composite' | 'composite_budgets'>;
type Row = z.infer<typeof ExampleRow>;

/** What a population and, where there is one, the arm it is held against came to, for `evolution_results.json` (SPEC E11, E16). */
export function evolutionResults(
  answer: PopulationAnswer,
  compared: PopulationAnswer | null,
  settings: Settings,
): EvolutionResults {
  const arm = armResults(answer, settings);
  const of = (candidate: string | undefined): Composite | null =>
    arm.composite.find((one) => one.candidate === candidate) ?? null;
  const incumbent = of(arm.holdout?.incumbent.candidate);
  const chosen = of(arm.holdout?.chosen ?? undefined);
  return {
    v: 1,
    ...arm,
    targets: [...targetsOf(incumbent, chosen, arm.took_ms)],
    compared: compared === null ? null : armResults(compared, settings),
  };
}

function armResults(answer: PopulationAnswer, settings: Settings): ArmResults {
  const queued = saidBy(answer, 'population.queued')[0]!;
  const stopped = saidBy(answer, 'population.stopped')[0];
  const rescored = saidBy(answer, 'finalists.rescored')[0];
  const decided = saidBy(answer, 'deployment.decided')[0];
  const [begun, over] = [answer.steps[0]?.at, answer.state === 'ended' ? answer.steps.at(-1)?.at : undefined];
  return {
    population: answer.population,
    capability: answer.capability,
    target: answer.target,
    genome: answer.genome,
    strategy: answer.strategy,
    simulated: queued.simulated ?? false,
    seed: queued.seed,
    settings: queued.settings,
    objectives: queued.objectives,
    golden: { blob: queued.golden, train: queued.train, holdout: queued.holdout },
    controls: controlsOf(saidBy(answer, 'controls.checked')[0]),
    generations: generationsOf(answer),
    stop: stopped ? { stop: stopped.stop, reason: stopped.reason } : null,
    holdout: rescored ? holdoutOf(rescored) : null,
    winner: winnerOf(answer),
    deployment: decided
      ? {
          deploy: decided.deploy,
          reason: decided.reason,
          numbers: decided.numbers,
          notified: decided.notified,
        }
      : null,
    outcome: answer.outcome,
    proposals: answer.proposals,
    evaluations: answer.evaluations,
    cost_micro: answer.cost_micro,
    composite: [...compositesOf(answer, settings)],
    took_ms: begun && over ? Date.parse(over) - Date.parse(begun) : null,
  };
}

function controlsOf(checked: FactData<'controls.checked'> | undefined): ArmResults['controls'] {
  if (!checked) return null;
  return {
    scores: checked.controls.map(({ name, score }) => ({ name, score })),
    agreement: checked.same.agreement,
    blocked: checked.blocked,
  };
}

function holdoutOf({
  incumbent,
  finalists,
  chosen,
  shown,
  rule,
  weights,
}: FactData<'finalists.rescored'>): ArmResults['holdout'] {
  return { incumbent, finalists, chosen, shown, rule, weights };
}

function generationsOf(answer: PopulationAnswer): ArmResults['generations'] {
  const bred = saidBy(answer, 'candidate.bred');
  const refused = saidBy(answer, 'candidate.refused');
  return saidBy(answer, 'generation.ended').map(
    ({ survivors, flat_in_row: _flats, next: _next, ...ended }) => ({
      ...ended,
      survivors: survivors.map(({ candidate, objectives, elite, island }) => ({
        candidate,
        objectives,
        elite,
        island,
      })),
      bred: bred.filter(({ generation }) => generation === ended.generation).length,
      refused: refused.filter(({ generation }) => generation === ended.generation).length,
    }),
  );
}

function winnerOf(answer: PopulationAnswer): ArmResults['winner'] {
  const generated = saidBy(answer, 'winner.generated')[0];
  if (!generated) return null;
  const { candidate, artifact } = generated;
  const bred = saidBy(answer, 'candidate.bred').find((one) => one.candidate === candidate)!;
  const proved = saidBy(answer, 'winner.proved')[0];
  return {
    candidate,
    artifact,
    source: bred.source,
    operators: bred.operators,
    verdict: proved?.verdict ?? null,
    reason: proved?.reason ?? null,
  };
}

/** Of all that were before the hold-out; what was proved has a validator. */
function compositesOf(answer: PopulationAnswer, settings: Settings): readonly Composite[] {
  const rescored = saidBy(answer, 'finalists.rescored')[0];
  if (!rescored) return [];
  const rows = new Map<string, Row[]>();
  for (const { candidate, stage, rows: answered } of saidBy(answer, 'candidate.evaluated'))
    if (stage === 'holdout') rows.set(candidate, [...(rows.get(candidate) ?? []), ...answered]);
  const validators = new Map<string, number>();
  const parent = saidBy(answer, 'parent.proved')[0];
  if (parent) validators.set(rescored.incumbent.candidate, parent.proof.pass_rate);
  const [winner, proved] = [saidBy(answer, 'winner.generated')[0], saidBy(answer, 'winner.proved')[0]];
  if (winner && proved) validators.set(winner.candidate, proved.proof.pass_rate);
  return [rescored.incumbent, ...rescored.finalists].flatMap(({ candidate }) => {
    const answered = rows.get(candidate);
    return answered ? [compositeOf(candidate, answered, validators.get(candidate) ?? null, settings)] : [];
  });
}
