-- Every micro-dollar spent on proofs, searches and models, with the task and capability it was spent for. Proofs of an
-- artifact that no task asked for (a seed) belong to no task. What models billed for proofs and populations of prompts is of kind `model`.
CREATE VIEW fact.spending AS
  WITH simulated AS (
    SELECT model_for AS capability, bool_or(simulated) AS simulated FROM fact.run WHERE provider IS NOT NULL GROUP BY model_for
  ), proof AS (
    SELECT p.seq, coalesce(g.task, CASE WHEN p.actor_kind IN ('task', 'optimization', 'population') THEN p.actor_id END) AS task,
      coalesce(g.capability, t.capability, o.capability, n.capability) AS capability, p.cost_micro, p.models_micro
    FROM fact.proof p
    LEFT JOIN fact.artifact_generated g ON p.fact = 'artifact.tested' AND g.actor_id = p.actor_id
    LEFT JOIN fact.task_accepted t ON p.fact = 'parent.proved' AND t.actor_id = p.actor_id
    LEFT JOIN fact.optimization_queued o ON p.fact = 'parent.proved' AND o.actor_id = p.actor_id
    LEFT JOIN fact.population_queued n ON p.fact = 'parent.proved' AND n.actor_id = p.actor_id
  ), bred AS (
    SELECT c.seq, c.actor_id AS task, n.capability, c.cost_micro, c.models_micro, c.evaluations
    FROM (
      SELECT seq, actor_id, cost_micro, models_micro, evaluations FROM fact.controls_checked
      -- Breeding costs what models were paid to write.
      UNION ALL SELECT seq, actor_id, cost_micro, cost_micro, 0 FROM fact.candidate_bred
      UNION ALL SELECT seq, actor_id, cost_micro, cost_micro, 0 FROM fact.candidate_refused WHERE cost_micro > 0
      UNION ALL SELECT seq, actor_id, cost_micro, models_micro, paid FROM fact.candidate_evaluated
    ) c
    JOIN fact.population_queued n ON n.actor_id = c.actor_id
  )
  SELECT 'proof' AS kind, seq, task, capability, cost_micro - models_micro AS cost_micro, NULL::BIGINT AS evaluations, FALSE AS simulated
  FROM proof
  UNION ALL
  SELECT 'search', c.seq, c.actor_id, t.capability, c.cost_micro - coalesce(c.model_micro, 0), c.evaluations, FALSE
  FROM fact.candidates_proposed c
  LEFT JOIN fact.task_accepted t ON t.actor_id = c.actor_id
  UNION ALL
  SELECT 'search', seq, task, capability, cost_micro - models_micro, evaluations, FALSE FROM bred
  UNION ALL
  SELECT 'model', c.seq, c.actor_id, t.capability, c.model_micro, NULL, c.model_simulated
  FROM fact.candidates_proposed c
  LEFT JOIN fact.task_accepted t ON t.actor_id = c.actor_id
  WHERE c.model_micro IS NOT NULL
  UNION ALL
  SELECT 'model', a.seq, a.task, a.capability, a.models_micro, NULL, coalesce(s.simulated, FALSE)
  FROM (
    SELECT seq, task, capability, models_micro FROM proof UNION ALL SELECT seq, task, capability, models_micro FROM bred
  ) a
  LEFT JOIN simulated s USING (capability)
  WHERE a.models_micro > 0;

-- Per task: evaluations its searches and its evidence took, and what searches and proofs cost.
CREATE VIEW fact.task_cost AS
  WITH spent AS (
    SELECT task, sum(evaluations)::BIGINT AS evaluations,
      sum(cost_micro) FILTER (kind = 'search')::BIGINT AS search_micro,
      sum(cost_micro) FILTER (kind = 'proof')::BIGINT AS proof_micro,
      sum(cost_micro) FILTER (kind = 'model')::BIGINT AS model_micro
    FROM fact.spending WHERE task IS NOT NULL GROUP BY task
  ), prepared AS (
    SELECT actor_id AS task, sum(evaluations)::BIGINT AS evaluations
    FROM fact.suite_fact WHERE fact = 'evidence.prepared' GROUP BY actor_id
  )
  SELECT task,
    coalesce(spent.evaluations, 0) AS search_evaluations,
    coalesce(prepared.evaluations, 0) AS evidence_evaluations,
    coalesce(search_micro, 0) AS search_micro,
    coalesce(proof_micro, 0) AS proof_micro,
    coalesce(model_micro, 0) AS model_micro,
    coalesce(search_micro, 0) + coalesce(proof_micro, 0) + coalesce(model_micro, 0) AS cost_micro
  FROM spent FULL JOIN prepared USING (task);
