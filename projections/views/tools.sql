-- Question: which versions of tools are there, how do they fare, and for what are they not? One row per version named by a manifest; what was named
-- first stays. `split_into`: what the last manifest that was to be a version and is another tool (SPEC B10) could be called. SPEC B23: of the last 100 runs each failure takes 0.01 (error), 0.05 (timeout, fuel, output) or 0.10 (memory,
-- crash) off, from 5 failures on 0.05 besides, from 10 on 0.10 more. `not_for`: workflows as whose step most of those runs failed, five at least.
CREATE VIEW tools AS
  WITH named AS (
    SELECT * FROM fact.version_named
    QUALIFY row_number() OVER (PARTITION BY actor_id, tool_version ORDER BY seq, idx) = 1
  ), recent AS (
    SELECT r.ran, r.outcome, w.capability AS workflow,
      CASE r.outcome WHEN 'ok' THEN 0 WHEN 'error' THEN 1 WHEN 'memory' THEN 10 WHEN 'crash' THEN 10 ELSE 5 END AS hundredths
    FROM fact.run r
    SEMI JOIN named n ON n.artifact = r.ran
    LEFT JOIN fact.run w ON w.run_id = r.parent
    QUALIFY row_number() OVER (PARTITION BY r.ran ORDER BY r.position DESC, r.idx DESC) <= 100
  ), failed AS (
    SELECT ran, count(*) AS runs, count(*) FILTER (outcome <> 'ok') AS failures, sum(hundredths) AS hundredths
    FROM recent GROUP BY ran
  ), unfit AS (
    SELECT ran, to_json(list(workflow ORDER BY workflow)) AS not_for
    FROM (
      SELECT ran, workflow FROM recent WHERE workflow IS NOT NULL GROUP BY ran, workflow
      HAVING count(*) FILTER (outcome <> 'ok') >= 5 AND 2 * count(*) FILTER (outcome <> 'ok') > count(*)
    )
    GROUP BY ran
  ), split AS (
    SELECT actor_id, arg_max(proposed, seq * 65536 + idx) AS split_into FROM fact.tool_split GROUP BY actor_id
  )
  SELECT n.actor_id AS tool, n.tool_version, n.tool_type, n.artifact, a.shown AS state, a.served, v.artifact AS served_artifact,
    a.quality_score AS quality, a.usage_count AS runs,
    coalesce(f.failures, 0) AS recent_failures,
    CASE WHEN n.track_usage THEN least(100, coalesce(f.hundredths, 0)
      + CASE WHEN f.failures >= 5 THEN 5 ELSE 0 END + CASE WHEN f.failures >= 10 THEN 10 ELSE 0 END) / 100 ELSE 0 END AS demotion,
    CASE WHEN n.track_usage THEN coalesce(u.not_for, '[]'::JSON) ELSE '[]'::JSON END AS not_for,
    n.tags, n.cost_tier, n.speed_tier, n.quality_tier, n.priority, n.usage_notes, n.immutable, n.track_usage, n.manifest, n.seq AS named_seq,
    s.split_into
  FROM named n
  LEFT JOIN artifacts a ON a.artifact_id = n.artifact
  LEFT JOIN fact.served v ON v.capability = n.actor_id
  LEFT JOIN failed f ON f.ran = n.artifact
  LEFT JOIN unfit u ON u.ran = n.artifact
  LEFT JOIN split s ON s.actor_id = n.actor_id;
