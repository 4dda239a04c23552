-- Question: what does each tier cost, and what does it bring? One row per tier on which a session was asked for (SPEC P27-P31). A session that nothing came of
-- cost as well (C18). Micro-dollars: priced compute, and models by price list; `simulated` when a model's answers or prices are not real ones.
CREATE VIEW tiers AS
  WITH session AS (
    SELECT q.actor_id AS session, q.tier, q.target, e.outcome, e.artifact, e.cost_micro, CASE WHEN q.aim IS NULL THEN e.fitness_after - e.fitness_before END AS fitness_gain
    FROM fact.optimization_queued q LEFT JOIN fact.optimization_ended e ON e.actor_id = q.actor_id
  ), quality AS (
    SELECT actor_id AS artifact, quality FROM fact.artifact_stored
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), modelled AS (
    SELECT x.actor_id AS session, bool_or(c.model_simulated) AS simulated
    FROM fact.experiment_planned x JOIN fact.candidates_proposed c ON c.actor_id = x.task AND c.model_micro IS NOT NULL
    GROUP BY x.actor_id
  )
  SELECT s.tier,
    count(*) AS sessions,
    count(s.outcome) AS ended,
    count(*) FILTER (s.outcome = 'improved') AS improved,
    coalesce(sum(s.cost_micro), 0)::BIGINT AS spent_micro,
    avg(s.cost_micro) AS mean_cost_micro,
    avg(s.fitness_gain) FILTER (s.outcome = 'improved') AS mean_fitness_gain,
    avg(after.quality - before.quality) FILTER (s.outcome = 'improved') AS mean_quality_gain,
    CASE WHEN bool_or(m.simulated) THEN 'priced compute, models partly simulated' WHEN count(m.session) > 0 THEN 'priced compute, models by price list' ELSE 'priced compute' END AS priced
  FROM session s
  LEFT JOIN quality after ON after.artifact = s.artifact
  LEFT JOIN quality before ON before.artifact = s.target
  LEFT JOIN modelled m ON m.session = s.session
  GROUP BY s.tier;
