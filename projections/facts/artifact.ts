import type { z } from 'zod';
import type { artifactFacts } from '../../events/artifact.ts';
import type { ProofSummary } from '../../events/proof.ts';
import type { Metric } from '../../events/drift.ts';
import { json } from './place.ts';
import type { Place, Places, Row } from './place.ts';

type Proof = z.infer<typeof ProofSummary>;

/** The cells of a proof, in the order of `raw.proof`. */
export function proofRow(fact: string, artifact: string, proof: Proof): Row {
  return [
    fact,
    artifact,
    proof.verdict,
    proof.cause,
    proof.passed,
    proof.total,
    proof.pass_rate,
    proof.coverage?.score ?? null,
    proof.coverage?.statements ?? null,
    proof.coverage?.branches ?? null,
    proof.performance,
    proof.robustness,
    proof.quality,
    proof.formula,
    proof.fuel,
    proof.dearest_fuel ?? null,
    proof.common_fuel?.parent ?? null,
    proof.common_fuel?.child ?? null,
    proof.held_out?.passed ?? null,
    proof.held_out?.total ?? null,
    json(proof.failures),
    proof.counts.statements?.covered ?? null,
    proof.counts.statements?.total ?? null,
    proof.counts.branches?.covered ?? null,
    proof.counts.branches?.total ?? null,
    proof.counts.malformed.covered,
    proof.counts.malformed.total,
    proof.counts.reference_fuel,
    proof.deterministic,
    proof.strength?.score ?? null,
    proof.strength?.flagged ?? null,
    proof.strength?.mutants ?? null,
    proof.strength?.killed ?? null,
    proof.strength?.equivalent ?? null,
    json(proof.strength?.survivors),
    json(proof.differential),
    proof.differential?.different ?? null,
    proof.wall?.ratio ?? null,
    proof.wall?.verdict ?? null,
    json(proof.wall),
    proof.resources.cpu_us,
    proof.resources.peak_bytes,
    proof.resources.output_bytes,
    proof.seed,
    proof.engine,
    json(proof.walls),
    proof.raw,
    proof.latency_us,
    proof.cost_micro,
    proof.models_micro ?? 0,
    proof.suite.version,
    proof.suite.hash,
  ];
}

type Found = { readonly metrics: readonly Metric[]; readonly window: number; readonly position: number };

function found(finding: string): Place<Found> {
  return {
    table: 'drift_found',
    row: ({ metrics, window, position }) => [finding, json(metrics), window, position],
  };
}

/** Places of the facts of artifacts, tools and workflows (`facts/artifact.sql`). */
export const artifactPlaces: Places<typeof artifactFacts> = {
  'artifact.generated': {
    table: 'artifact_generated',
    row: (data) => [
      data.capability,
      data.language,
      data.entry,
      data.spread,
      data.source,
      data.bytes,
      json(data.parents),
      data.generation,
      data.generator,
      json(data.operators),
      data.provenance,
      data.seed,
      data.suite.version,
      data.suite.hash,
      data.judge,
      data.task,
      data.parent_fuel,
      data.parent_raw,
      data.packages === undefined ? null : json(data.packages),
    ],
  },
  'artifact.tested': {
    table: 'proof',
    row: ({ proof }, actor) => proofRow('artifact.tested', actor.id, proof),
    cost: ({ proof }) => proof.cost_micro,
  },
  'artifact.stored': {
    table: 'artifact_stored',
    row: ({ quality, source, suite }) => [quality, source, suite.version, suite.hash],
  },
  'artifact.rejected': { table: 'artifact_rejected', row: ({ reason, cause }) => [reason, cause] },
  'drift.detected': found('detected'),
  'drift.cleared': found('cleared'),
  'drift.confirmed': found('confirmed'),
  'evolution.started': {
    table: 'evolution_started',
    row: ({ task, attempt, strategy }) => [task, attempt, strategy],
  },
  'evolution.joined': {
    table: 'evolution_started',
    row: ({ session, attempt }) => [session, attempt, 'session'],
  },
  'evolution.rejected': {
    table: 'evolution_rejected',
    row: ({ task, reason, compared, candidate }) => [task, reason, json(compared), candidate],
  },
  'evolution.tried': {
    table: 'evolution_tried',
    row: ({ task, rollout, candidate }) => [task, rollout, candidate],
  },
  'artifact.succeeded': { table: 'artifact_succeeded', row: ({ by, task }) => [by, task] },
  'artifact.reinstated': {
    table: 'artifact_reinstated',
    row: ({ reason, instead_of }) => [reason, instead_of],
  },
  'artifact.quarantined': {
    table: 'artifact_quarantined',
    row: ({ cause, detail, input }) => [cause, detail, input],
  },
  'artifact.retired': { table: 'artifact_retired', row: ({ reason }) => [reason] },
};
