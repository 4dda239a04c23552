-- Question: what did each OPTIMIZE session try, and what came of it? One row per experiment. Fitness is counted, not measured: from what a
-- proof counts, at a microsecond per unit of fuel. What was known from a session before was not made again, has the task of then, and cost nothing.
CREATE VIEW experiments AS
  WITH asked AS (
    SELECT actor_id AS task, max(model) AS model, bool_or(model_simulated) AS simulated FROM fact.candidates_proposed GROUP BY actor_id
  )
  SELECT coalesce(p.actor_id, e.actor_id) AS session,
    coalesce(p.n, e.n) AS n,
    q.capability,
    q.target,
    coalesce(p.stage, e.stage) AS stage,
    coalesce(p.generator, e.generator) AS generator,
    coalesce(p.temperature, e.temperature) AS temperature,
    coalesce(p.task, e.task) AS task,
    p.origin,
    p.seed,
    coalesce(e.outcome, 'open') AS outcome,
    e.fitness,
    e.best,
    e.artifact,
    c.n IS NOT NULL AS chosen,
    coalesce(e.evaluations, 0) AS evaluations,
    coalesce(e.cost_micro, 0) AS cost_micro,
    a.model,
    a.simulated,
    e.reason,
    p.recorded_at AS planned_at,
    e.recorded_at AS ended_at
  FROM fact.experiment_planned p
  FULL JOIN fact.experiment_ended e ON e.actor_id = p.actor_id AND e.n = p.n
  JOIN fact.optimization_queued q ON q.actor_id = coalesce(p.actor_id, e.actor_id)
  LEFT JOIN fact.optimization_chosen c ON c.actor_id = coalesce(p.actor_id, e.actor_id) AND c.n = coalesce(p.n, e.n)
  LEFT JOIN asked a ON a.task = p.task;
