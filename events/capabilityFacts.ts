import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Choosing } from './choosing.ts';
import { Baseline, FailingRun, HeavyRun, Metric, Reading } from './drift.ts';
import { Detectors } from './driftDetectors.ts';
import { CostTier, QualityTier, SpeedTier, ToolVersion } from './toolTiers.ts';
import { GoldenBuilt } from './golden.ts';
import { DeclaredLadder, ladderFacts } from './toolLadder.ts';
import { RolloutRules } from './rolloutRules.ts';
import { ToolSplitFound } from './toolSplit.ts';
import { ToolType } from './toolTypes.ts';
import { Count, Score01, SuiteRef, SuiteStrength } from './proof.ts';

/** The place of a run in the run log: batch position and index inside the batch. */
export const RunPlace = z.strictObject({ position: Count, index: Count });
export type RunPlace = z.infer<typeof RunPlace>;

/** How this capability's runs are watched; thresholds of SPEC F, adjustable per capability. */
export const ObserveRules = z.strictObject({
  window: z.int().min(10),
  min_samples: z.int().min(1),
  baseline_runs: z.int().min(10),
  fuel_every: z.int().min(1),
  confirm: z.int().min(0).max(1),
  quality_min: Score01,
  latency_rule: z.enum(['median', 'mean']),
  latency_factor: z.number().min(1),
  latency_floor_us: Count,
  fuel_factor: z.number().min(1),
  error_rate_max: Score01,
  cache_hit_min: Score01,
  cooldown_windows: Count,
  /** Channels that something else than the window rule watches. */
  detectors: Detectors.optional(),
});
export type ObserveRules = z.infer<typeof ObserveRules>;

/** What one OPTIMIZE task of this capability may spend: evaluations per attempt, attempts with different generators. */
export const SearchRules = z.strictObject({
  evaluations: z.int().min(1).max(100_000),
  attempts: z.int().min(1).max(10),
});
export type SearchRules = z.infer<typeof SearchRules>;

const observations = z.array(z.number()).max(1000).optional();

/** What detectors observe, one number a run in run order; only channels that one watches, fuel apart: `fuel` of the window has it. */
export const Observations = z.strictObject({
  quality: observations,
  /** ln µs, of runs that no cache answered. */
  latency: observations,
  /** 1 for a run that failed, else 0. */
  errors: observations,
  /** 1 for a hit, 0 for a miss. */
  cache: observations,
});
export type Observations = z.infer<typeof Observations>;

/** Sums of one window of runs of one artifact. */
export const RunWindow = z.strictObject({
  ran: Id,
  n: z.int().min(1),
  /** Of these, those that no cache answered: latency is theirs. Absent in logs of before, where it is of all. */
  executed: Count.optional(),
  errors: Count,
  quality: z.strictObject({ n: Count, sum: z.number().min(0) }),
  latency_us: z.strictObject({ median: z.number(), mean: z.number() }),
  /** Sampled fuel, in run order. */
  fuel: z.array(Count).max(1000),
  cache: z.strictObject({ hits: Count, n: Count }),
  /** Of the runs of which it is known: what the first tool of the ladder would have answered. Absent without a ladder. */
  shadow: z.strictObject({ hits: Count, n: Count }).optional(),
  cost_micro: Count,
  /** Evidence for a suite: inputs whose postconditions failed or that raised an error (at most 8, first come). */
  failing: z.array(FailingRun).max(8),
  /** Evidence for speed: the inputs that cost most fuel (at most 3). */
  heaviest: z.array(HeavyRun).max(3),
  observations: Observations.optional(),
});
export type RunWindow = z.infer<typeof RunWindow>;

/** What a window means for the artifact that ran. */
export const Finding = z.enum(['baseline', 'quiet', 'detected', 'cleared', 'confirmed', 'settling']);
export type Finding = z.infer<typeof Finding>;

const namedMeta = {
  tags: z.array(z.string().max(40)).max(20),
  cost_tier: CostTier.nullable(),
  speed_tier: SpeedTier.nullable(),
  quality_tier: QualityTier.nullable(),
  priority: Count,
  usage_notes: z.string().max(2000),
  /** Its name never means a descendant that was bred. */
  immutable: z.boolean(),
  /** Its failures count when tools are ranked. */
  track_usage: z.boolean(),
};

/** Facts of the actor `capability/<id>`: the contract, who is served, how generators fare, what runs showed. */
export const capabilityFacts = {
  'capability.declared': z.strictObject({
    kind: z.enum(['function', 'test', 'tool', 'workflow', 'prompt']),
    description: z.string().max(2000),
    /** The capability file as JSON, a blob. */
    spec: Sha256,
    suite: SuiteRef,
    language: z.enum(['javascript', 'typescript', 'python', 'bash', 'http', 'workflow', 'prompt']),
    entry: z.string(),
    seeds: z
      .array(z.strictObject({ name: z.string().max(64), source: Sha256, provenance: z.string().max(500) }))
      .max(16),
    generators: z.array(Id).min(1).max(10),
    quality_min: Score01,
    observe: ObserveRules,
    search: SearchRules,
    seed: Count,
    ladder: DeclaredLadder.optional(),
    /** How rewards of generators are learned from; absent: plainly. */
    choosing: Choosing.optional(),
    rollout: RolloutRules.optional(),
  }),
  'suite.proved': z.strictObject({
    suite: SuiteRef,
    /** Every negative control failed, as it must; identical candidates tied. */
    controls: z.array(z.strictObject({ name: z.string().max(120), failed: z.literal(true) })).max(32),
    /** Measured on the oracle or a seed that passes; null where there is neither: the first proof that passes measures it. */
    strength: SuiteStrength.nullable(),
  }),
  'suite.refused': z.strictObject({ suite: SuiteRef, reason: z.string().max(1000) }),
  'suite.extended': z.strictObject({
    from: SuiteRef,
    suite: SuiteRef,
    task: Id,
    /** What `task` names is a population; absent: a task. */
    by: z.literal('population').optional(),
    added: Count,
    reason: z.string().max(500),
  }),
  'capability.promoted': z.strictObject({
    artifact: Id,
    from: Id.nullable(),
    /** `ladder`: `tool.switched` beside it says why; nobody is succeeded. `rollout`: `traffic.joined` beside it names it. */
    reason: z.enum(['first', 'evolution', 'rollback', 'ladder', 'rollout']),
    task: Id.nullable(),
    /** What `task` names is a population; absent: a task. */
    by: z.literal('population').optional(),
    evidence: z.string().max(1000),
    /** By which it took over; only with the reason `rollout`. */
    rollout: Id.optional(),
  }),
  'generator.rewarded': z.strictObject({
    generator: Id,
    reward: Score01,
    task: Id,
    /** The posterior after this reward (SPEC E8). */
    alpha: z.number().min(0),
    beta: z.number().min(0),
    /** The world has moved: every generator begins anew with Beta(1, 1). */
    reset: z.literal(true).optional(),
  }),
  'fix.learned': z.strictObject({
    task: Id,
    parent: Sha256,
    child: Sha256,
    operators: z.array(z.string()),
    /** The repair library's record, JSON under 2 KiB. */
    fix: z.string().max(2048),
  }),
  'runs.observed': z.strictObject({
    from: RunPlace,
    to: RunPlace,
    window: RunWindow,
    finding: Finding,
    metrics: z.array(Metric),
    /** What was frozen, when the finding is `baseline`. */
    baseline: Baseline.nullable(),
    /** The gathered fuel samples were enough for a check, and gathering starts anew. */
    fuel_checked: z.boolean(),
    /** How the channels stand that detectors watch. */
    readings: z.array(Reading).max(5).optional(),
  }),
  /** Once a minute at most: a quota is used up, and runs are refused until the minute is over (SPEC G17). */
  'quota.exceeded': z.strictObject({
    quota: z.enum(['cpu_ms', 'runs']),
    /** The capability's own quota, or that of the process for all of them. */
    scope: z.enum(['capability', 'process']),
    /** Per minute: allowed and used, in ms or runs. */
    most: Count,
    used: Count,
  }),
  /**
   * A manifest's version was proved and stored: from now on `name@version` means this artifact. What was named first stays; naming
   * it again for another artifact changes nothing.
   */
  'version.named': z.strictObject({
    version: ToolVersion,
    artifact: Id,
    tool_type: ToolType,
    /** The manifest as JSON, a blob. */
    manifest: Sha256,
    ...namedMeta,
  }),
  /** A session found a setting so much better that this capability asks it first from now on (SPEC T16, T17, T26). */
  'expert.registered': z.strictObject({
    name: z.string().max(80),
    generator: Id,
    temperature: z.number().min(0).max(2).nullable(),
    fitness: Score01,
    gain: z.number(),
    session: Id,
  }),
  'tool.split': ToolSplitFound,
  'golden.built': GoldenBuilt,
  'drift.settled': z.strictObject({ artifact: Id, outcome: z.enum(['rejected', 'succeeded']) }),
  ...ladderFacts,
};
