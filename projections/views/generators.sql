-- Question: which generators earn their evaluations? One row per generator, over all capabilities. `tried` and
-- `plausible` add up its yield tables; `cost_micro` has what its model was paid, and `priced` says how; accepted candidates passed the proof and the comparison with the parent.
CREATE VIEW generators AS
  WITH name AS (
    SELECT generator FROM fact.generator_chosen
    UNION SELECT generator FROM fact.candidates_proposed
    UNION SELECT generator FROM fact.candidate_judged
  ), chosen AS (
    SELECT generator, count(*) AS chosen FROM fact.generator_chosen GROUP BY generator
  ), proposed AS (
    SELECT generator, count(*) AS searches, sum(tried)::BIGINT AS tried, sum(plausible)::BIGINT AS plausible,
      sum(proposed)::BIGINT AS candidates, sum(evaluations)::BIGINT AS evaluations, sum(cost_micro)::BIGINT AS cost_micro,
      count(model) > 0 AS models, bool_or(model_simulated) AS simulated
    FROM fact.candidates_proposed GROUP BY generator
  ), judged AS (
    SELECT generator, count(*) FILTER (verdict = 'accepted') AS accepted, count(*) FILTER (verdict = 'rejected') AS refused
    FROM fact.candidate_judged GROUP BY generator
  )
  SELECT generator, coalesce(chosen, 0) AS chosen, coalesce(searches, 0) AS searches, coalesce(evaluations, 0) AS evaluations,
    coalesce(tried, 0) AS tried, coalesce(plausible, 0) AS plausible, coalesce(candidates, 0) AS candidates,
    coalesce(accepted, 0) AS accepted, coalesce(refused, 0) AS refused,
    CASE WHEN plausible > 0 THEN evaluations / plausible END AS evaluations_per_plausible,
    CASE WHEN accepted > 0 THEN evaluations / accepted END AS evaluations_per_accepted,
    coalesce(cost_micro, 0) AS cost_micro,
    CASE WHEN simulated THEN 'priced compute, models partly simulated' WHEN models THEN 'priced compute, models by price list' ELSE 'priced compute' END AS priced
  FROM name LEFT JOIN chosen USING (generator) LEFT JOIN proposed USING (generator) LEFT JOIN judged USING (generator);
