-- Question: what can be found by its description? One row per artifact, tool and workflow that was ever stored, in the order of `stored_seq`: what
-- `dse find` searches. `offered`: it can be called; what was succeeded, retired or quarantined is not offered. Read with every task that looks
-- into the memory, so it asks the facts themselves and not the view `artifacts`.
CREATE VIEW memory AS
  WITH stored AS (
    SELECT actor_id AS artifact, min(seq) AS stored_seq, arg_max(quality, (seq, idx)) AS quality
    FROM fact.artifact_stored GROUP BY actor_id
  ), declared AS (
    SELECT actor_id AS capability, arg_max(description, (seq, idx)) AS description, arg_max(kind, (seq, idx)) AS kind
    FROM fact.capability_declared GROUP BY actor_id
  ), used AS (
    SELECT ran AS artifact, count(*) AS runs FROM fact.run GROUP BY ran
  )
  SELECT
    g.actor_id AS artifact_id,
    CASE WHEN g.actor_kind <> 'artifact' THEN g.actor_kind WHEN d.kind = 'test' THEN 'test' ELSE 'function' END AS artifact_type,
    g.capability,
    d.description,
    g.language,
    g.entry,
    g.source AS content,
    s.quality AS quality_score,
    coalesce(u.runs, 0) AS usage_count,
    json_array(g.language, g.generator, 'generation ' || g.generation) AS tags,
    l.state,
    v.artifact IS NOT NULL AS served,
    l.state IN ('stored', 'drifting', 'evolving') AND q.actor_id IS NULL AS offered,
    s.stored_seq
  FROM stored s
  JOIN fact.artifact_generated g ON g.actor_id = s.artifact
  JOIN declared d ON d.capability = g.capability
  JOIN fact.life l ON l.artifact = s.artifact
  LEFT JOIN used u ON u.artifact = s.artifact
  LEFT JOIN fact.served v ON v.artifact = s.artifact
  LEFT JOIN fact.artifact_quarantined q ON q.actor_id = s.artifact;
