import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Count, MicroDollars, Score01 } from './proof.ts';
import {
  CandidateId,
  ExampleRow,
  Operators,
  Phase,
  PlannedChild,
  Rescored,
  Survivor,
  Values,
} from './candidate.ts';
import { GenomeKind, Objective, PopulationBudget, PopulationSettings, Strategy } from './populationPlan.ts';
import { winnerFacts } from './winner.ts';

const asked = {
  capability: Id,
  kind: z.enum(['artifact', 'tool', 'workflow']),
  /** What serves, and has to be bettered. */
  target: Id,
  genome: GenomeKind,
  strategy: Strategy,
};

const totals = { proposals: Count, evaluations: Count, cost_micro: MicroDollars };

/** Facts of the actor `population/<target>-pop<n>`: a search over generations for what is better than what serves (SPEC G8, E6-E22, C64-C81). */
export const populationFacts = {
  'population.queued': z.strictObject({
    ...asked,
    /** The source of the target. */
    incumbent: Sha256,
    /** A golden set, a blob, and how many examples its splits have. */
    golden: Sha256,
    train: z.int().min(1),
    holdout: z.int().min(1),
    objectives: z.array(Objective).min(1).max(4),
    /** By objective; only to choose among finalists that are all shown to be better. Null: the best quality is chosen. */
    weights: Values.nullable(),
    operators: z.strictObject({ mutations: Operators, crossovers: Operators, local: Operators }),
    settings: PopulationSettings,
    budget: PopulationBudget,
    seed: Count,
    by: z.string().max(200),
    /** The position of the log at which projections were read for it; null: none were. */
    read: Count.nullable(),
    /** A model that its prompts may ask is no real one, or its price is none (law 11). Absent: all are real, or none is asked. */
    simulated: z.literal(true).optional(),
  }),
  'population.refused': z.strictObject({ ...asked, refusal: z.string().max(1000) }),
  'population.started': z.strictObject({ by: z.string().max(200) }),
  'population.funded': z.strictObject({ evaluations: Count, cost_micro: MicroDollars }),
  /** The golden set and what judges by it, tested first (law 4). */
  'controls.checked': z.strictObject({
    controls: z
      .array(
        z.strictObject({
          name: z.enum(['known_bad', 'empty', 'constant']),
          what: z.string().max(120),
          score: Score01,
        }),
      )
      .max(10),
    /** The incumbent, twice: `agreement` is the share of examples with the same score. */
    same: z.strictObject({ first: Score01, second: Score01, n: Count, agreement: Score01 }),
    /** Fuel of the incumbent's dearest answer, which bounds what a candidate may take; null: it is not counted. */
    dearest: Count.nullable(),
    /** Why nothing is selected; null: the controls hold. */
    blocked: z.string().max(1000).nullable(),
    evaluations: Count,
    cost_micro: MicroDollars,
    /** Of that, what models billed; absent: nothing. */
    models_micro: MicroDollars.optional(),
  }),
  'generation.planned': z.strictObject({
    generation: Count,
    phase: Phase,
    /** Places in the train split, the same for all of the generation (SPEC C70). */
    sample: z.array(Count).max(300),
    children: z.array(PlannedChild).min(1).max(50),
  }),
  'candidate.bred': z.strictObject({
    generation: Count,
    slot: Count,
    attempt: Count,
    candidate: CandidateId,
    source: Sha256,
    bytes: Count,
    operators: Operators,
    parents: z.array(CandidateId).max(2),
    /** How different it is from the nearest that lives, in [0, 1]. */
    nearest: Score01.nullable(),
    cost_micro: MicroDollars,
  }),
  'candidate.refused': z.strictObject({
    generation: Count,
    slot: Count,
    attempt: Count,
    candidate: CandidateId.nullable(),
    operators: Operators,
    reason: z.enum(['duplicate', 'too_alike', 'invalid', 'nothing']),
    detail: z.string().max(500),
    /** Its slot is planned again. */
    again: z.boolean(),
    cost_micro: MicroDollars,
  }),
  /** Every child is there or refused: what there is is evaluated. */
  'generation.bred': z.strictObject({ generation: Count, candidates: Count, dropped: Count }),
  'candidate.evaluated': z.strictObject({
    generation: Count,
    candidate: CandidateId,
    stage: z.enum(['gate', 'full', 'holdout']),
    /** What was paid for now; what was known from before is not told again. */
    rows: z.array(ExampleRow).max(300),
    paid: Count,
    reused: Count,
    objectives: Values,
    /** Whether it goes on; false: it stayed below the gate. */
    passed: z.boolean(),
    cost_micro: MicroDollars,
  }),
  'generation.ended': z.strictObject({
    generation: Count,
    phase: Phase,
    survivors: z.array(Survivor).max(50),
    /** Of all islands: the best quality, and who is dominated by nobody. */
    best: CandidateId,
    quality: Score01,
    front: z.array(CandidateId).max(50),
    /** What the front dominates below the references; null: not every objective has one. */
    hypervolume: z.number().nullable(),
    /** Mean quality of the survivors. */
    mean: Score01,
    /** Nothing of it is better than what was there. */
    flat: z.boolean(),
    flat_in_row: Count,
    next: Phase,
    ...totals,
  }),
  'candidate.migrated': z.strictObject({
    generation: Count,
    candidate: CandidateId,
    from: Count,
    to: Count,
    /** Whom it takes the place of. */
    instead_of: CandidateId,
  }),
  'population.stopped': z.strictObject({
    stop: z.enum([
      'target',
      'plateau',
      'generations',
      'proposals',
      'evaluations',
      'money',
      'deadline',
      'cancelled',
      'blocked',
      'exhausted',
      'failed',
      'refused',
    ]),
    reason: z.string().max(1000),
  }),
  /** Who is evaluated on the hold-out beside the incumbent, the best quality first. */
  'finalists.named': z.strictObject({
    sample: z.array(Count).max(300),
    finalists: z.array(CandidateId).min(1).max(5),
  }),
  'finalists.rescored': z.strictObject({
    /** Of each single claim: the settings' one, shared among all that could be made. */
    alpha: z.number(),
    finalists: z.array(Rescored).max(5),
    incumbent: Rescored,
    chosen: CandidateId.nullable(),
    /** What it is better in: quality, or something else with quality not worse; null: nobody is. */
    shown: z.enum(['quality', 'other']).nullable(),
    rule: z.string().max(600),
    weights: Values.nullable(),
  }),
  ...winnerFacts,
  'population.ended': z.strictObject({
    /** `offered`: its capability has it to decide on. `stored`: proved and kept. */
    outcome: z.enum(['offered', 'stored', 'nothing_better', 'blocked', 'cancelled', 'refused', 'failed']),
    artifact: Id.nullable(),
    generations: Count,
    best: Score01.nullable(),
    ...totals,
    reason: z.string().max(1000),
  }),
};
