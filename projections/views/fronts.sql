-- Question: who is dominated by nobody in a population, and how did they come about? One row per candidate of the front of its last generation.
CREATE VIEW fronts AS
  WITH last AS (
    SELECT * FROM fact.generation_ended QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), front AS (
    SELECT actor_id, generation, survivors, unnest(from_json(front, '["VARCHAR"]')) AS candidate FROM last
  ), bred AS (
    SELECT * FROM fact.candidate_bred QUALIFY row_number() OVER (PARTITION BY actor_id, candidate ORDER BY seq, idx) = 1
  )
  SELECT f.actor_id AS population,
    f.candidate,
    f.generation,
    (SELECT any_value(json_extract(s.value, '$.objectives')) FROM json_each(f.survivors) s
      WHERE json_extract_string(s.value, '$.candidate') = f.candidate) AS objectives,
    coalesce(b.generation, 0) AS bred_in,
    b.operators,
    b.parents,
    coalesce(b.source, q.incumbent) AS source,
    b.candidate IS NULL AS incumbent,
    r.chosen IS NOT NULL AND r.chosen = f.candidate AS chosen
  FROM front f
  JOIN fact.population_queued q ON q.actor_id = f.actor_id
  LEFT JOIN bred b ON b.actor_id = f.actor_id AND b.candidate = f.candidate
  LEFT JOIN fact.finalists_rescored r ON r.actor_id = f.actor_id;
