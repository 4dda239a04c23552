-- Question: how did each generation of a population come out? One row per generation that ended. `refused`: children that were not evaluated,
-- each attempt counted; `gated`: those that stayed below the gate. The totals are those of the population so far.
CREATE VIEW generations AS
  WITH refused AS (
    SELECT actor_id, generation, count(*) AS n FROM fact.candidate_refused GROUP BY actor_id, generation
  ), evaluated AS (
    SELECT actor_id, generation, count(*) FILTER (stage = 'full' AND passed) AS n, count(*) FILTER (stage = 'gate' AND NOT passed) AS gated,
      sum(paid)::BIGINT AS paid, sum(reused)::BIGINT AS reused
    FROM fact.candidate_evaluated WHERE stage != 'holdout' GROUP BY actor_id, generation
  )
  SELECT g.actor_id AS population,
    g.generation,
    g.phase,
    coalesce(e.n, 0) AS evaluated,
    coalesce(e.gated, 0) AS gated,
    coalesce(r.n, 0) AS refused,
    json_array_length(g.survivors) AS survivors,
    g.best,
    g.quality,
    g.mean,
    json_array_length(g.front) AS front,
    g.hypervolume,
    g.flat,
    coalesce(e.paid, 0) AS examples_paid,
    coalesce(e.reused, 0) AS examples_known,
    g.proposals,
    g.evaluations,
    g.cost_micro,
    g.recorded_at AS ended_at
  FROM fact.generation_ended g
  LEFT JOIN refused r ON r.actor_id = g.actor_id AND r.generation = g.generation
  LEFT JOIN evaluated e ON e.actor_id = g.actor_id AND e.generation = g.generation;
