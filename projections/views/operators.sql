-- Question: what does each operator yield? One row per kind of genome and operator, over all populations. A child that several operators made counts
-- for each. `better`: its quality is above that of all its parents on the same examples; `in_front`: nobody dominated it in the last generation.
CREATE VIEW operators AS
  WITH planned AS (
    SELECT actor_id, generation, unnest(from_json(children, '[{"slot":"INTEGER","attempt":"INTEGER","operators":["VARCHAR"],"parents":["VARCHAR"]}]')) AS child
    FROM fact.generation_planned
  ), proposed AS (
    SELECT actor_id, generation, child.slot AS slot, child.attempt AS attempt, child.parents AS parents, unnest(list_distinct(child.operators)) AS operator
    FROM planned
  ), twin AS (
    SELECT actor_id, generation, slot, attempt FROM fact.candidate_refused
  ), quality AS (
    SELECT actor_id, candidate, max(quality) AS quality FROM fact.candidate_evaluated WHERE stage = 'full' AND passed GROUP BY actor_id, candidate
  ), said AS (
    SELECT p.*, q.genome, b.candidate, r.slot IS NOT NULL AS refused, e.quality,
      (SELECT max(o.quality) FROM quality o WHERE o.actor_id = p.actor_id AND list_contains(p.parents, o.candidate)) AS parent_quality,
      f.candidate IS NOT NULL AS in_front
    FROM proposed p
    JOIN fact.population_queued q ON q.actor_id = p.actor_id
    LEFT JOIN fact.candidate_bred b ON b.actor_id = p.actor_id AND b.generation = p.generation AND b.slot = p.slot AND b.attempt = p.attempt
    LEFT JOIN (SELECT DISTINCT * FROM twin) r ON r.actor_id = p.actor_id AND r.generation = p.generation AND r.slot = p.slot AND r.attempt = p.attempt
    LEFT JOIN quality e ON e.actor_id = p.actor_id AND e.candidate = b.candidate AND r.slot IS NULL
    LEFT JOIN fronts f ON f.population = p.actor_id AND f.candidate = b.candidate AND r.slot IS NULL
  )
  SELECT genome,
    operator,
    count(*) AS proposed,
    count(*) FILTER (refused) AS refused,
    count(*) FILTER (quality IS NOT NULL) AS evaluated,
    count(*) FILTER (quality > parent_quality) AS better,
    count(*) FILTER (in_front) AS in_front
  FROM said GROUP BY genome, operator;
