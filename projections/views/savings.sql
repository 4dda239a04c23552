-- Question: does reuse pay? One row per capability that ran or cost something to make. SPEC C23, C24. What a request costs without a
-- cache is the mean cost of the runs that no cache answered; `saving` is 1 − run_micro / (requests × that), so it is
-- the share of hits when hits are free. Made anew for each request, an answer costs the first execution (proofs, searches and models outside
-- optimisation) and such a run: `once_saving` is 1 − (generation + runs) / (requests × that), all spending on
-- proofs, searches and models being the generation, failed attempts included. Priced compute.
CREATE VIEW savings AS
  WITH generation AS (
    SELECT s.capability,
      coalesce(sum(s.cost_micro) FILTER (t.mode IS DISTINCT FROM 'optimize' AND o.seq IS NULL AND p.seq IS NULL), 0)::BIGINT AS first_execution_micro,
      coalesce(sum(s.cost_micro) FILTER (t.mode = 'optimize' OR o.seq IS NOT NULL OR p.seq IS NOT NULL), 0)::BIGINT AS optimisation_micro,
      bool_or(s.kind = 'model') AS models, bool_or(s.simulated) AS simulated
    FROM fact.spending s LEFT JOIN fact.task_accepted t ON t.actor_id = s.task LEFT JOIN fact.optimization_queued o ON o.actor_id = s.task
    LEFT JOIN fact.population_queued p ON p.actor_id = s.task
    WHERE s.capability IS NOT NULL
    GROUP BY s.capability
  ), ran AS (
    SELECT capability, count(*) AS requests, count(*) FILTER (cache = 'hit') AS hits, sum(cost_micro)::BIGINT AS run_micro,
      avg(cost_micro) FILTER (cache <> 'hit') AS per_request_micro
    FROM fact.run WHERE provider IS NULL GROUP BY capability
  ), priced AS (
    SELECT capability, models, simulated, coalesce(requests, 0) AS requests, coalesce(hits, 0) AS hits, coalesce(run_micro, 0) AS run_micro, per_request_micro,
      coalesce(first_execution_micro, 0) AS first_execution_micro, coalesce(optimisation_micro, 0) AS optimisation_micro,
      coalesce(first_execution_micro, 0) + coalesce(optimisation_micro, 0) AS generation_micro,
      coalesce(first_execution_micro, 0) + per_request_micro AS anew_micro
    FROM ran FULL JOIN generation USING (capability)
  )
  SELECT capability, requests, hits, per_request_micro,
    requests * per_request_micro AS without_cache_micro,
    run_micro,
    requests * per_request_micro - run_micro AS saved_micro,
    CASE WHEN per_request_micro > 0 THEN 1 - run_micro / (requests * per_request_micro) END AS saving,
    first_execution_micro,
    optimisation_micro,
    generation_micro,
    CASE WHEN requests > 0 THEN generation_micro / requests END AS generation_per_request_micro,
    anew_micro,
    CASE WHEN anew_micro > 0 THEN 1 - (generation_micro + run_micro) / (requests * anew_micro) END AS once_saving,
    CASE WHEN requests * anew_micro > run_micro THEN ceil(generation_micro / (anew_micro - run_micro / requests))::BIGINT END AS break_even_requests,
    CASE WHEN simulated THEN 'priced compute, models partly simulated' WHEN models THEN 'priced compute, models by price list' ELSE 'priced compute' END AS priced
  FROM priced;
