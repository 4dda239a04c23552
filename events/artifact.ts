import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Metric } from './drift.ts';
import { TaskRequest } from './task.ts';
import { PackagePin } from './scope.ts';
import { Cause, Count, ProofSummary, Score01, SuiteRef } from './proof.ts';

/**
 * The life of an artifact, tool or workflow (DESIGN 1). The actor's kind says which of the three it is; for each kind
 * `docs/reference/lifecycle.md` says what generated, tested and stored mean.
 */
export const artifactFacts = {
  'artifact.generated': z.strictObject({
    capability: Id,
    language: z.enum(['javascript', 'typescript', 'python', 'bash', 'http', 'workflow', 'prompt']),
    entry: z.string(),
    spread: z.boolean(),
    /** The content, immutable: sha256 of the source text, a blob. */
    source: Sha256,
    bytes: Count,
    parents: z.array(Id),
    /** What its task was to better, and was measured against; absent where there was nothing, and in logs of before. */
    target: Id.optional(),
    /** 0 for a seed, else 1 + the largest generation among the parents. */
    generation: Count,
    generator: z.string(),
    operators: z.array(z.string()),
    provenance: z.string().max(500),
    seed: Count,
    suite: SuiteRef,
    /** Who judges the proof: the artifact itself, or the task or population that asked for it. */
    judge: z.enum(['self', 'task', 'population']),
    /** That task, or that population. */
    task: Id.nullable(),
    /** The parent's fuel on the same suite, against which performance is measured; null: against the suite's target. */
    parent_fuel: Count.nullable(),
    /** The parent's raw results on that suite, a blob. */
    parent_raw: Sha256.nullable(),
    /** The packages it is proved and run with, each a blob; absent where it stands alone. */
    packages: z.array(PackagePin).max(20).optional(),
  }),
  'artifact.tested': z.strictObject({ proof: ProofSummary }),
  'artifact.stored': z.strictObject({
    quality: Score01,
    source: Sha256,
    suite: SuiteRef,
    /** It is kept and not offered to its capability; absent: it is offered. */
    offered: z.literal(false).optional(),
  }),
  'artifact.rejected': z.strictObject({
    reason: z.string().max(1000),
    /** What the proof failed of; null when it was not the proof: the task preferred another, or it could not be proved. */
    cause: Cause.nullable(),
  }),
  'drift.detected': z.strictObject({ metrics: z.array(Metric).min(1), window: Count, position: Count }),
  'drift.cleared': z.strictObject({ metrics: z.array(Metric), window: Count, position: Count }),
  'drift.confirmed': z.strictObject({ metrics: z.array(Metric).min(1), window: Count, position: Count }),
  'evolution.started': z.strictObject({
    task: Id,
    attempt: z.int().min(1),
    /** What the search is for: a lower drifted metric of this sort. */
    strategy: z.enum(['repair', 'speed']),
    request: TaskRequest,
  }),
  /** An OPTIMIZE session searches a descendant of it; until it ends nothing else does. */
  'evolution.joined': z.strictObject({ session: Id, attempt: z.int().min(1) }),
  'evolution.rejected': z.strictObject({
    task: Id,
    reason: z.string().max(1000),
    /** What was compared, so that the refusal can be checked: metric → parent's and best child's number. */
    compared: z.record(
      z.string(),
      z.strictObject({ parent: z.number().nullable(), child: z.number().nullable() }),
    ),
    candidate: Id.nullable(),
  }),
  /** Its task is over: what it found is tried beside it, by a rollout. */
  'evolution.tried': z.strictObject({ task: Id, rollout: Id, candidate: Id }),
  'artifact.succeeded': z.strictObject({ by: Id, task: Id.nullable() }),
  'artifact.reinstated': z.strictObject({ reason: z.string().max(500), instead_of: Id }),
  /** A call of it ended the process it ran in, alone and again: it is not called any more. */
  'artifact.quarantined': z.strictObject({
    cause: z.enum(['timeout', 'memory', 'crash']),
    detail: z.string().max(500),
    /** The input it was called with when it was found out. */
    input: Sha256,
  }),
  'artifact.retired': z.strictObject({ reason: z.string().max(500) }),
};
