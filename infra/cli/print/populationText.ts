import { gainOf, gainText } from '../../../machines/rules/population/gainText.ts';
import type { FactData } from '../../../events/catalog.ts';
import type { populationFacts } from '../../../events/population.ts';
import { cellText } from './table.ts';

type Values = Readonly<Record<string, number>>;

const dollars = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;
const values = (all: Values): string =>
  Object.entries(all)
    .map(([name, value]) => `${name} ${cellText(value)}`)
    .join(', ');
const spent = ({ proposals, evaluations, cost_micro }: FactData<'population.ended'>): string =>
  `${proposals} proposals, ${evaluations} evaluations, ${dollars(cost_micro)}`;

/** Facts of populations, each in a line. */
export const populationText: {
  readonly [T in keyof typeof populationFacts]: (data: FactData<T>) => string;
} = {
  'population.queued': ({
    target,
    genome,
    strategy,
    objectives,
    settings,
    budget,
    train,
    holdout,
    simulated,
  }) =>
    `${strategy} on ${genome} from ${target}: ${objectives.map(({ name, goal, unit }) => `${goal} ${name} in ${unit}`).join(', ')}; population ${settings.population}, elite ${settings.elite}; ${train} examples and ${holdout} held out; up to ${budget.evaluations} evaluations and ${dollars(budget.micro)} of ${budget.id}${simulated ? '; simulated models' : ''}`,
  'population.refused': ({ target, refusal }) => `${target}: ${refusal}`,
  'population.started': ({ by }) => `by ${by}`,
  'population.funded': ({ evaluations, cost_micro }) => `${evaluations} evaluations, ${dollars(cost_micro)}`,
  'controls.checked': ({ controls, same, blocked }) =>
    `${controls.map(({ name, score }) => `${name} ${cellText(score)}`).join(', ')}; the same twice: ${cellText(same.first)} and ${cellText(same.second)}, agreement ${cellText(same.agreement)}${blocked === null ? '' : `; BLOCKED: ${blocked}`}`,
  'generation.planned': ({ generation, phase, children, sample }) =>
    `generation ${generation}, ${phase}: ${children.length} children on ${sample.length} examples`,
  'candidate.bred': ({ candidate, generation, slot, operators, parents }) =>
    `${candidate}, generation ${generation} slot ${slot}, by ${operators.join(', ')} from ${parents.join(' and ')}`,
  'candidate.refused': ({ candidate, generation, slot, reason, detail, again }) =>
    `${candidate ?? 'no child'}, generation ${generation} slot ${slot}, ${reason}: ${detail}${again ? '; planned again' : ''}`,
  'generation.bred': ({ generation, candidates, dropped }) =>
    `generation ${generation}: ${candidates} to evaluate, ${dropped} slots empty`,
  'candidate.evaluated': ({ candidate, stage, objectives, paid, reused, passed, cost_micro }) =>
    `${candidate}, ${stage}${passed ? '' : ' not passed'}: ${values(objectives)}; ${paid} paid, ${reused} known, ${dollars(cost_micro)}`,
  'generation.ended': (data) =>
    `generation ${data.generation}, ${data.phase}: best ${data.best} with ${cellText(data.quality)}, mean ${cellText(data.mean)}, front of ${data.front.length}${data.flat ? ', flat' : ''}; so far ${data.proposals} proposals, ${data.evaluations} evaluations, ${dollars(data.cost_micro)}`,
  'candidate.migrated': ({ candidate, from, to, instead_of }) =>
    `${candidate} from island ${from} to ${to} instead of ${instead_of}`,
  'population.stopped': ({ stop, reason }) => `${stop}: ${reason}`,
  'finalists.named': ({ finalists, sample }) =>
    `${finalists.join(', ')} on ${sample.length} held-out examples`,
  'finalists.rescored': ({ finalists, incumbent, chosen, shown }) =>
    `${finalists.map((finalist) => `${finalist.candidate} ${gainText(gainOf(finalist), incumbent.mean)}`).join('; ')}; ${chosen === null ? 'nobody is shown to be better' : `${chosen}, better in ${shown}`}`,
  'evidence.outdated': ({ reason }) => `it is prepared again: ${reason}`,
  'winner.generated': ({ candidate, artifact, parents }) =>
    `${candidate} becomes ${artifact}, from ${parents.join(' and ')}`,
  'winner.proved': ({ artifact, verdict, reason }) => `${artifact} ${verdict}: ${reason}`,
  'deployment.decided': ({ notified }) => notified,
  'population.ended': (data) =>
    `${data.outcome}${data.artifact === null ? '' : `: ${data.artifact}`}, best ${cellText(data.best)} after ${data.generations} generations; ${spent(data)}: ${data.reason}`,
};
