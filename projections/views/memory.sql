-- Question: what can be found by its description? One row per artifact, tool and workflow that was ever stored, in the order of `stored_seq`: what
-- `dse find` searches. `offered`: it can be called; what was succeeded, retired or quarantined is not offered.
CREATE VIEW memory AS
  WITH stored AS (
    SELECT actor_id AS artifact, min(seq) AS stored_seq FROM fact.artifact_stored GROUP BY actor_id
  ), declared AS (
    SELECT actor_id AS capability, description, entry FROM fact.capability_declared
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  )
  SELECT
    a.artifact_id,
    a.artifact_type,
    a.capability,
    d.description,
    g.language,
    g.entry,
    a.content,
    a.quality_score,
    a.usage_count,
    a.tags,
    a.state,
    a.served,
    a.state IN ('stored', 'drifting', 'evolving') AND a.quarantine IS NULL AS offered,
    s.stored_seq
  FROM artifacts a
  JOIN stored s ON s.artifact = a.artifact_id
  JOIN fact.artifact_generated g ON g.actor_id = a.artifact_id
  JOIN declared d ON d.capability = a.capability;
