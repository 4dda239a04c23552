-- Every step of the life of artifacts, tools and workflows, and the last one of each (DESIGN 1: lifecycle).
-- `drift.confirmed` changes no state: what drifts goes on drifting until an evolution starts.
CREATE VIEW fact.life_step AS
  SELECT actor_id AS artifact, actor_kind AS kind, seq, idx, recorded_at, 'generated' AS state, NULL::VARCHAR AS successor FROM fact.artifact_generated
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'tested', NULL FROM fact.proof WHERE fact = 'artifact.tested'
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'stored', NULL FROM fact.artifact_stored
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'rejected', NULL FROM fact.artifact_rejected
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'drifting', NULL FROM fact.drift_found WHERE finding = 'detected'
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'stored', NULL FROM fact.drift_found WHERE finding = 'cleared'
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'evolving', NULL FROM fact.evolution_started
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'stored', NULL FROM fact.evolution_rejected
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'variant', successor FROM fact.artifact_succeeded
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'stored', NULL FROM fact.artifact_reinstated
  UNION ALL SELECT actor_id, actor_kind, seq, idx, recorded_at, 'retired', NULL FROM fact.artifact_retired;

CREATE VIEW fact.life AS
  SELECT artifact, kind, seq, recorded_at, state, successor,
    CASE state WHEN 'variant' THEN 'variant (succeeded by ' || successor || ')' ELSE state END AS shown
  FROM fact.life_step
  QUALIFY row_number() OVER (PARTITION BY artifact ORDER BY seq DESC, idx DESC) = 1;
