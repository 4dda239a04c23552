import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Count, MicroDollars, Score01 } from './proof.ts';

/** What made somebody want a session (SPEC T7-T11). */
export const Trigger = z.enum(['manual', 'fitness', 'usage', 'drift', 'time', 'hardware', 'batch']);
export type Trigger = z.infer<typeof Trigger>;

export const Priority = z.enum(['low', 'medium', 'high']);
export type Priority = z.infer<typeof Priority>;

/**
 * What a session looks for (SPEC B14): `performance`: less fuel over all frozen inputs; `latency`: less fuel for the dearest of them; `quality`: more
 * right, more covered or more robust. None: all of fitness.
 */
export const CountedAim = z.enum(['performance', 'quality', 'latency']);
export type CountedAim = z.infer<typeof CountedAim>;

/** What may be asked for: no engine counts memory, so nothing is improved for it. */
export const SessionAim = z.enum([...CountedAim.options, 'memory']);
export type SessionAim = z.infer<typeof SessionAim>;

/** `experiments`: generators side by side. `climb`: small steps from the best. */
export const ExperimentStage = z.enum(['experiments', 'climb']);
export type ExperimentStage = z.infer<typeof ExperimentStage>;

const Temperature = z.number().min(0).max(2);

/** A generator and how warm it is asked; null: it has no temperature, or its own. */
export const Setting = z.strictObject({ generator: Id, temperature: Temperature.nullable() });
export type Setting = z.infer<typeof Setting>;

/** An experiment that was made before on the same code, suite and setting, and found nothing better: it is not made again (SPEC P57). */
export const KnownExperiment = z.strictObject({
  ...Setting.shape,
  task: Id,
  outcome: z.enum(['not_better', 'nothing', 'failed']),
  fitness: Score01.nullable(),
});
export type KnownExperiment = z.infer<typeof KnownExperiment>;

/** All a session may do, fixed before it begins. */
export const OptimizationPlan = z.strictObject({
  /** Stage 1: tried side by side (SPEC T13). */
  experiments: z.array(Setting).min(1).max(10),
  known: z.array(KnownExperiment).max(10),
  /** Of the suite that `known` was tried on: on another one nothing is known. Absent: the suite of today, in logs of before. */
  suite: Sha256.optional(),
  /** Evaluations one experiment may spend. */
  evaluations: z.int().min(1).max(100_000),
  /** Experiments of the climb in a row without a gain after which it is over (SPEC T19). */
  patience: z.int().min(1).max(100),
  /** Fitness above which more is not worth it (SPEC T20). */
  stop_fitness: Score01,
  /** Gain, as the best's fitness over the parent's, above which the setting becomes a specialised tool (SPEC T16, C54). */
  tool_gain: z.number().min(1),
  /** Working time, pauses left out (SPEC T21). */
  time_limit_ms: z.int().min(1),
  experiment_ms: z.int().min(1),
  /** Whose money it is, and what of it this session may spend: models and compute, failures too (SPEC T22, C18). */
  budget: Id,
  budget_micro: MicroDollars,
  /** The most that one experiment can cost, each setting's own or the dearest. */
  experiment_micro: MicroDollars,
  tier: z.enum(['local', 'cloud', 'deep']),
  seed: Count,
});
export type OptimizationPlan = z.infer<typeof OptimizationPlan>;

/** What was read of the projections before the session was asked for, and up to where (DESIGN 6). */
export const ReadBefore = z.strictObject({
  position: Count,
  usage: Count,
  fitness: z.number().nullable(),
  value: z.number().nullable(),
  cost_estimated_micro: MicroDollars,
  roi_estimated: z.number().nullable(),
});
export type ReadBefore = z.infer<typeof ReadBefore>;

/** Stored things of other capabilities that are called alike and are fitter, the nearest first, and up to where the log was read for them (SPEC B11). */
export const Neighbours = z.strictObject({
  position: Count,
  found: z
    .array(z.strictObject({ artifact: Id, capability: Id, likeness: Score01, fitness: Score01 }))
    .min(1)
    .max(10),
});
export type Neighbours = z.infer<typeof Neighbours>;

const asked = {
  capability: Id,
  kind: z.enum(['artifact', 'tool', 'workflow']),
  target: Id,
  trigger: Trigger,
  priority: Priority,
  reason: z.string().max(500),
};

/** A number of experiments and what they came to; the fitness is counted, not measured (law 7). */
const found = {
  n: z.int().min(1),
  task: Id,
  ...Setting.shape,
};

/** Facts of the actor `optimization/<target>-opt<n>`: an OPTIMIZE session on one stored thing (SPEC T12-T24). */
export const optimizationFacts = {
  'optimization.queued': z.strictObject({
    /** Its own id, as its experiments name it. */
    session: Id,
    ...asked,
    /** Absent: all of fitness. Fitnesses of one aim compare with each other, those of two do not. */
    aim: CountedAim.optional(),
    plan: OptimizationPlan,
    read: ReadBefore.nullable(),
    /** What the experiment of the generator `neighbours` begins from; absent: there is none. */
    neighbours: Neighbours.optional(),
    /** Its pressure when it was asked for, and why that was so. */
    pressure: z.strictObject({ level: z.string().max(20), reason: z.string().max(200) }).nullable(),
    /** It waits until nobody is at work (SPEC T35). */
    when_idle: z.boolean(),
  }),
  'optimization.refused': z.strictObject({
    ...asked,
    aim: SessionAim.optional(),
    refusal: z.string().max(1000),
  }),
  'optimization.started': z.strictObject({
    by: z.string().max(200),
    /** Whose money it is now: a session that waited over midnight spends that of the day on which it begins. Absent: as planned. */
    budget: Id.optional(),
  }),
  /** The target takes part: from now on it is `evolving`. */
  'optimization.joined': z.strictObject({ source: Sha256, quality: Score01 }),
  'optimization.funded': z.strictObject({ evaluations: Count, cost_micro: MicroDollars }),
  'experiment.planned': z.strictObject({
    ...found,
    stage: ExperimentStage,
    /** What it starts from, when that is not the target itself. */
    from: Id.nullable(),
    seed: Count,
  }),
  'experiment.ended': z.strictObject({
    ...found,
    stage: ExperimentStage,
    /**
     * `below`: better in something, but its fitness is not above the parent's. `failed`: it came to no end, by an error or out of time.
     * `known`: it was made before. `dropped`: the session stopped first.
     */
    outcome: z.enum(['better', 'below', 'not_better', 'nothing', 'failed', 'known', 'dropped']),
    artifact: Id.nullable(),
    /** Of the candidate that came nearest; null: there was none, or it was no number. */
    fitness: Score01.nullable(),
    /** The best of the session after it. */
    best: Score01,
    evaluations: Count,
    cost_micro: MicroDollars,
    reason: z.string().max(1000),
  }),
  /** The best is better by more than `tool_gain`: its setting is what this capability is asked with first from now on (SPEC T16, T17). */
  'tool.evolved': z.strictObject({
    name: z.string().max(80),
    ...Setting.shape,
    fitness: Score01,
    gain: z.number(),
    artifact: Id,
  }),
  'optimization.paused': z.strictObject({
    stage: z.string().max(40),
    /** Best fitness so far; null before the parent is measured. */
    best: Score01.nullable(),
    attempts: Count,
    last_improvement: z.string().nullable(),
    next: z.array(Setting).max(10),
    reason: z.string().max(300),
  }),
  'optimization.resumed': z.strictObject({ reason: z.string().max(300) }),
  'optimization.stopped': z.strictObject({
    stop: z.enum([
      'patience',
      'fitness',
      'time',
      'budget',
      'converged',
      'steps',
      'nothing_better',
      'cancelled',
      'refused',
    ]),
    reason: z.string().max(1000),
  }),
  /** The best so far shall take over. */
  'optimization.chosen': z.strictObject({
    ...found,
    artifact: Id,
    fitness: Score01,
    over: z.array(z.strictObject({ n: z.int().min(1), task: Id, fitness: Score01 })).max(40),
  }),
  'optimization.ended': z.strictObject({
    outcome: z.enum(['improved', 'nothing_better', 'cancelled', 'refused', 'conflict']),
    artifact: Id.nullable(),
    fitness_before: Score01.nullable(),
    fitness_after: Score01.nullable(),
    /** Percent of the fitness before (SPEC T24); null without a gain. */
    improvement: z.number().nullable(),
    experiments: Count,
    evaluations: Count,
    cost_micro: MicroDollars,
    reason: z.string().max(1000),
  }),
};
