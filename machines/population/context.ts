import type { FactData } from '../../events/catalog.ts';
import type { Phase } from '../../events/candidate.ts';
import type { FactEvent } from '../decision.ts';
import type { Member } from '../rules/population/islands.ts';
import type { Gain } from '../rules/population/gainText.ts';
import { samplePlaces } from '../rules/population/sample.ts';
import type { Measured } from '../rules/measured.ts';

/** Where a child of the running generation stands; `again`: it was refused and its slot is planned anew. */
export type ChildState = 'breeding' | 'again' | 'bred' | 'gate' | 'full' | 'done';

/** A child of the running generation: short, for fifty of them have to fit. */
export type Child = readonly [
  slot: number,
  attempt: number,
  state: ChildState,
  candidate: string | null,
  values: readonly number[] | null,
];

export type Asked = Omit<FactData<'population.queued'>, 'by' | 'read' | 'incumbent'> & {
  /** The incumbent as a candidate. */
  readonly incumbent: string;
};

export type PopulationContext = {
  readonly asked: Asked | null;
  readonly funded: boolean;
  /** Fuel of the incumbent's dearest answer. */
  readonly dearest: number | null;
  readonly phase: Phase;
  readonly generation: number;
  /** Who live, by island, in the order of their ids. */
  readonly islands: readonly (readonly Member[])[];
  /** Rising by slot. */
  readonly children: readonly Child[];
  readonly flat: number;
  /** The budget is a fold: children asked for, examples answered for pay, money. */
  readonly proposals: number;
  readonly evaluations: number;
  readonly costMicro: number;
  readonly stop: FactData<'population.stopped'> | null;
  /** Who waits for the hold-out (false) or was there (true), the incumbent last. */
  readonly finalists: readonly (readonly [candidate: string, answered: boolean])[];
  readonly chosen:
    | (Pick<FactData<'finalists.rescored'>, 'chosen' | 'shown'> & {
        /** The incumbent's mean quality on the hold-out, and what the chosen one came to beside it. */
        readonly incumbent: number;
        readonly own: Gain | null;
      })
    | null;
  readonly parent: Measured | null;
  readonly winner: string | null;
};

export type PopulationFact = FactEvent<
  | 'population.queued'
  | 'population.refused'
  | 'population.started'
  | 'population.funded'
  | 'controls.checked'
  | 'generation.planned'
  | 'candidate.bred'
  | 'candidate.refused'
  | 'generation.bred'
  | 'candidate.evaluated'
  | 'generation.ended'
  | 'candidate.migrated'
  | 'population.stopped'
  | 'finalists.named'
  | 'finalists.rescored'
  | 'evidence.prepared'
  | 'evidence.outdated'
  | 'suite.adopted'
  | 'parent.proved'
  | 'winner.generated'
  | 'winner.proved'
  | 'deployment.decided'
  | 'population.ended'
  | 'effect.failed'
>;

export const fresh: PopulationContext = {
  asked: null,
  funded: false,
  dearest: null,
  phase: 'seed',
  generation: 0,
  islands: [],
  children: [],
  flat: 0,
  proposals: 0,
  evaluations: 0,
  costMicro: 0,
  stop: null,
  finalists: [],
  chosen: null,
  parent: null,
  winner: null,
};

/** A candidate by its source's hash. */
export function candidateOf(source: string): string {
  return source.slice(0, 16);
}

/** Examples on which the controls are checked, of the sample. */
const CONTROL_EXAMPLES = 20;

/** Places of a split that are answered at a stage, the same for every candidate (SPEC C70). */
export function sampleOf(
  { seed, train, holdout, settings }: Pick<Asked, 'seed' | 'train' | 'holdout' | 'settings'>,
  stage: 'gate' | 'full' | 'holdout' | 'controls',
): readonly number[] {
  if (stage === 'holdout') return samplePlaces(seed, holdout, settings.holdout);
  // The train split is ordered so that its first examples say most; the hold-out is drawn as things are.
  const most = { full: settings.sample, gate: settings.gate, controls: CONTROL_EXAMPLES }[stage];
  return Array.from({ length: Math.min(train, settings.sample, most) }, (_, place) => place);
}

/** All that live, each once, whatever islands it is on. */
export function living({ islands }: Pick<PopulationContext, 'islands'>): readonly Member[] {
  return islands.flat().filter(([id], at, all) => all.findIndex(([other]) => other === id) === at);
}

export function withChild(children: readonly Child[], child: Child): readonly Child[] {
  return [...children.filter(([slot]) => slot !== child[0]), child].toSorted(([a], [b]) => a - b);
}

export function withoutSlot(children: readonly Child[], slot: number): readonly Child[] {
  return children.filter(([other]) => other !== slot);
}

/** Names the effect that evaluates a candidate at a stage. */
export function evaluation(stage: 'gate' | 'full' | 'holdout', candidate: string): string {
  return `${stage}-${candidate}`;
}

/** Names the effect that breeds a slot. */
export function breeding(slot: number): string {
  return `breed-${slot}`;
}
