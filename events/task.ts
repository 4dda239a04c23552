import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Evidence } from './drift.ts';
import { TaskPressure } from './pressure.ts';
import { CountedAim } from './optimization.ts';
import { Count, MicroDollars, ProofSummary, Score01, SuiteRef } from './proof.ts';

/** The numbers of a proof that a descendant is held against. */
export const ParentNumbers = z.strictObject({
  suite: SuiteRef,
  pass_rate: Score01,
  performance: Score01.nullable(),
  robustness: Score01.nullable(),
  quality: Score01,
  fuel: Count.nullable(),
  dearest_fuel: Count.optional(),
  common_fuel: z.strictObject({ parent: Count, child: Count }).nullable(),
  raw: Sha256,
  coverage: Score01.nullable(),
  uncovered: Count.nullable(),
  different: Count.nullable(),
});

/** An experiment of an OPTIMIZE session: one generator, one setting, one attempt; its money is the session's. */
export const Experiment = z.strictObject({
  session: Id,
  n: z.int().min(1),
  generator: Id,
  temperature: z.number().min(0).max(2).nullable(),
  /** What the generator starts from; null: the target. */
  from: Id.nullable(),
  budget: Id,
  /** What its session looks for; absent: all of fitness. */
  aim: CountedAim.optional(),
  parent: ParentNumbers,
});
export type Experiment = z.infer<typeof Experiment>;

export const TaskRequest = z.strictObject({
  capability: Id,
  /** The kind of actor that implements the capability. */
  kind: z.enum(['artifact', 'tool', 'workflow']),
  /** CORE: make me something that does X. OPTIMIZE: improve this. */
  mode: z.enum(['core', 'optimize']),
  description: z.string().max(4000),
  target: Id.nullable(),
  evidence: Evidence.nullable(),
  /** What an accepted artifact must reach. */
  quality_min: Score01,
  seed: Count,
  /** Evaluations a search may spend, per attempt. */
  evaluations: z.int().min(1).max(100_000),
  attempts: z.int().min(1).max(10),
  deadline_ms: z.int().min(1).nullable(),
  /** Only of an experiment. */
  experiment: Experiment.optional(),
  /** `local`: no model that costs something is asked, for the pressure allows none. Absent: any. */
  tier: z.literal('local').optional(),
});
export type TaskRequest = z.infer<typeof TaskRequest>;

/** What was read from the words of a request (SPEC T2). */
export const Intent = z.strictObject({
  mode: z.enum(['interactive', 'standard', 'background']),
  wants: z.enum(['code', 'creative']),
  /** The words it was read from. */
  signals: z.array(z.string().max(80)).max(8),
  /** Rules, or the name of the model that was asked. */
  by: z.string().max(64),
});

/** Something stored that is like what is asked for, and what the likeness means (SPEC B18). */
export const Recalled = z.strictObject({
  artifact: Id,
  capability: Id,
  similarity: Score01,
  quality: Score01,
  gate: z.enum(['reuse', 'review', 'new']),
});
export type Recalled = z.infer<typeof Recalled>;

/** A call of a language model: what it was asked and answered stands in the run log. */
export const ModelCall = z.strictObject({
  model: z.string().max(64),
  provider: z.string().max(64),
  /** What the provider calls it; absent in logs of before. */
  called: z.string().max(200).optional(),
  /** Of the messages as JSON. */
  prompt: Sha256,
  outcome: z.string().max(40),
  input_tokens: Count,
  output_tokens: Count,
  /** The provider did not count the tokens. */
  estimated: z.boolean(),
  /** By the dated price table; part of the proposal's cost. */
  cost_micro: MicroDollars,
  /** Measured, never deciding (law 7). */
  latency_us: Count,
  simulated: z.boolean(),
  temperature: z.number().min(0).max(2).nullable(),
  /** Counts from 1: the rung of the ladder (SPEC B20). */
  rung: z.int().min(1),
});
export type ModelCall = z.infer<typeof ModelCall>;

export const ProposedCandidate = z.strictObject({
  artifact: Id,
  source: Sha256,
  operators: z.array(z.string()).max(20),
  found_at: Count,
  fuel: Count.nullable(),
  parents: z.array(Id).max(4),
});
export type ProposedCandidate = z.infer<typeof ProposedCandidate>;

export const Comparison = z.record(
  z.string(),
  z.strictObject({ parent: z.number().nullable(), child: z.number().nullable() }),
);

/** Facts of the actor `task/<id>`, from the request to an outcome; every refusal is one of them. */
export const taskFacts = {
  'task.accepted': z.strictObject({
    request: TaskRequest,
    /** What is served for the capability already: a CORE task is answered with it. */
    served: Id.nullable(),
    /** Absent in logs of before, and where there were no words to read. */
    intent: Intent.optional(),
    /** Only of a task that said which quality it needs, or that it is urgent. */
    pressure: TaskPressure.optional(),
  }),
  'task.rejected': z.strictObject({
    capability: z.string().max(200),
    reason: z.string().max(1000),
    /** Only where the pressure was the reason. */
    pressure: TaskPressure.optional(),
  }),
  'evidence.prepared': z.strictObject({ base: SuiteRef, suite: SuiteRef, added: Count, evaluations: Count }),
  'suite.adopted': z.strictObject({ suite: SuiteRef }),
  'task.funded': z.strictObject({ budget: Id, evaluations: Count }),
  'parent.proved': z.strictObject({ artifact: Id, proof: ProofSummary }),
  'generator.chosen': z.strictObject({
    generator: Id,
    /** Thompson draw with a floor; P(arm is best) by quadrature. Empty when there was nothing to choose (seeds first). */
    arms: z.array(
      z.strictObject({ generator: Id, alpha: z.number(), beta: z.number(), propensity: Score01 }),
    ),
    seed: Count,
    /** The version of the capability actor whose posteriors were read; rewards of this task that it had not heard of by then are added. */
    capability_version: Count,
    reason: z.string().max(300),
    /** How warm it is asked, where an expert says so (SPEC T26); absent: as its rung says. */
    temperature: z.number().min(0).max(2).optional(),
  }),
  'candidates.proposed': z.strictObject({
    generator: Id,
    candidates: z.array(ProposedCandidate).max(8),
    evaluations: Count,
    yields: z.record(z.string(), z.strictObject({ tried: Count, plausible: Count })),
    cost_micro: MicroDollars,
    note: z.string().max(300),
    /** What the memory was asked with what, up to which position of the log; only of the generator `memory`. */
    recalled: z
      .strictObject({ embedder: z.string().max(120), position: Count, found: z.array(Recalled).max(8) })
      .optional(),
    /** Only of a language model. */
    model: ModelCall.optional(),
  }),
  'candidate.judged': z.strictObject({
    artifact: Id,
    generator: Id,
    verdict: z.enum(['accepted', 'rejected']),
    reason: z.string().max(1000),
    compared: Comparison,
    quality: Score01,
    /** Counted, never measured: quality, coverage and fuel (SPEC C50, law 7); only of experiments. */
    fitness: Score01.optional(),
    /** What its proof cost; absent in logs of before. */
    cost_micro: MicroDollars.optional(),
  }),
  /** The session it was made for takes it: it is stored and offered to its capability. */
  'candidate.selected': z.strictObject({ artifact: Id }),
  /** Left by a first answer for OPTIMIZE (SPEC B27); nothing waits for it. */
  'hint.left': z.strictObject({
    artifact: Id,
    reason: z.enum(['low_fitness', 'low_coverage', 'slow', 'weak_suite', 'fragile']),
    priority: z.enum(['low', 'medium', 'high']),
    effort: z.enum(['small', 'medium', 'large']),
    measured: z.number(),
    wanted: z.number().nullable(),
  }),
  'task.answered': z.strictObject({
    artifact: Id,
    by: z.string(),
    quality: Score01,
    /** It does not serve yet: this rollout tries it. */
    rollout: Id.optional(),
  }),
  'task.unanswered': z.strictObject({
    /** An experiment that came to no end, by an error, out of time or because its session stopped: it says nothing of what was tried. */
    unfinished: z.literal(true).optional(),
    reason: z.string().max(1000),
    ways_out: z.array(z.string().max(300)),
  }),
};
