-- Question: who descends from whom, by what? One row per artifact and parent; a root has one row without a parent.
CREATE VIEW lineage AS
  WITH edge AS (
    SELECT *, unnest(CASE WHEN json_array_length(parents) = 0 THEN [NULL] ELSE from_json(parents, '["VARCHAR"]') END) AS parent
    FROM fact.artifact_generated
  )
  SELECT e.actor_id AS artifact_id, e.parent, e.capability, e.generation, e.generator, e.operators, e.provenance, e.task,
    l.state, l.shown, v.artifact IS NOT NULL AS served, a.quality_score AS quality, a.usage_count,
    e.recorded_at AS generated_at, e.seq AS generated_seq
  FROM edge e
  JOIN fact.life l ON l.artifact = e.actor_id
  JOIN artifacts a ON a.artifact_id = e.actor_id
  LEFT JOIN fact.served v ON v.artifact = e.actor_id;
