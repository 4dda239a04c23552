-- Question: did improving pay? One row per optimisation that ended, refused ones included (their benefit is zero): a session, or the task of an evolution after drift; a
-- session's experiments are in its row.
-- SPEC P33, C9, C29: roi = (usage × (old − new) − cost) / cost, always net, null when nothing was spent;
-- `benefit_cost_ratio` is gross. `estimated` takes new = old / 2 and the predecessor's runs as usage; `realised` takes
-- the measured mean cost of the successor's runs and their number. All amounts micro-dollars, priced compute.
CREATE VIEW roi AS
  WITH ended AS (
    SELECT 'task' AS kind, t.task, t.capability, t.outcome, coalesce(p.predecessor, t.target) AS predecessor, p.artifact AS successor,
      p.seq AS promoted_seq, t.cost_micro AS cost
    FROM tasks t
    LEFT JOIN fact.capability_promoted p ON p.task = t.task AND p.reason = 'evolution'
    WHERE t.mode = 'optimize' AND t.outcome <> 'open' AND t.task NOT IN (SELECT task FROM fact.experiment_planned)
    UNION ALL
    SELECT 'session', e.actor_id, q.capability, e.outcome, q.target, e.artifact,
      (SELECT min(p.seq) FROM fact.capability_promoted p WHERE p.artifact = e.artifact AND p.seq > q.seq), e.cost_micro
    FROM fact.optimization_ended e JOIN fact.optimization_queued q ON q.actor_id = e.actor_id
  ), measured AS (
    SELECT e.*,
      (SELECT count(*) FROM fact.run r WHERE r.ran = e.predecessor AND r.after_seq < coalesce(e.promoted_seq, 9223372036854775807)) AS runs_before,
      (SELECT avg(cost_micro) FROM fact.run r WHERE r.ran = e.predecessor AND r.after_seq < coalesce(e.promoted_seq, 9223372036854775807)) AS old_cost,
      (SELECT count(*) FROM fact.run r WHERE r.ran = e.successor) AS runs_after,
      (SELECT avg(cost_micro) FROM fact.run r WHERE r.ran = e.successor) AS new_cost
    FROM ended e
  ), benefit AS (
    SELECT *,
      runs_before * (old_cost - 0.5 * old_cost) AS estimated,
      CASE WHEN successor IS NULL THEN 0 ELSE runs_after * (old_cost - new_cost) END AS realised
    FROM measured
  )
  SELECT task, kind, capability, outcome, predecessor, successor, runs_before, old_cost AS old_cost_micro, runs_after,
    new_cost AS new_cost_micro, cost AS cost_micro,
    CASE WHEN cost > 0 THEN (estimated - cost) / cost END AS roi_estimated,
    CASE WHEN cost > 0 THEN (realised - cost) / cost END AS roi_realised,
    CASE WHEN cost > 0 THEN realised / cost END AS benefit_cost_ratio,
    'priced compute' AS priced
  FROM benefit;
