-- Question: what was searched for by each population, how far did it come, and what was decided? One row per population. Money in micro-dollars:
-- models and priced compute. `held_out_*`: mean quality on examples that no candidate was chosen by. `simulated`:
-- a model that its prompts ask, or its price, is no real one.
CREATE VIEW populations AS
  WITH last AS (
    SELECT * FROM fact.generation_ended QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), step AS (
    SELECT actor_id,
      max(recorded_at) FILTER (fact = 'population.started') AS started_at,
      max(recorded_at) FILTER (fact = 'population.ended') AS ended_at,
      max(outcome) FILTER (fact = 'population.ended') AS outcome,
      max(reason) FILTER (fact = 'population.ended') AS reason,
      max(artifact) FILTER (fact = 'population.ended') AS artifact,
      max(proposals) FILTER (fact = 'population.ended') AS proposals,
      max(evaluations) FILTER (fact = 'population.ended') AS evaluations,
      max(cost_micro) FILTER (fact = 'population.ended') AS cost_micro,
      max_by(outcome, seq) FILTER (fact = 'population.stopped') AS stop,
      max(outcome) FILTER (fact = 'deployment.decided') AS decided
    FROM fact.population_step GROUP BY actor_id
  )
  SELECT q.actor_id AS population,
    q.capability,
    q.target,
    q.genome,
    q.strategy,
    q.simulated,
    coalesce(s.outcome, CASE WHEN s.started_at IS NULL THEN 'queued' ELSE 'open' END) AS outcome,
    s.stop,
    coalesce(l.generation + 1, 0) AS generations,
    l.quality AS best,
    json_extract(r.incumbent, '$.mean')::DOUBLE AS held_out_incumbent,
    (SELECT json_extract(f.value, '$.mean')::DOUBLE FROM json_each(r.finalists) f
      WHERE json_extract_string(f.value, '$.candidate') = r.chosen) AS held_out_winner,
    r.chosen,
    s.artifact,
    s.decided,
    c.agreement AS judge_agreement,
    c.blocked,
    coalesce(s.proposals, l.proposals, 0) AS proposals,
    coalesce(s.evaluations, l.evaluations, 0) AS evaluations,
    coalesce(s.cost_micro, l.cost_micro, 0) AS cost_micro,
    s.reason,
    q.recorded_at AS queued_at,
    s.ended_at
  FROM fact.population_queued q
  LEFT JOIN step s ON s.actor_id = q.actor_id
  LEFT JOIN last l ON l.actor_id = q.actor_id
  LEFT JOIN fact.controls_checked c ON c.actor_id = q.actor_id
  LEFT JOIN fact.finalists_rescored r ON r.actor_id = q.actor_id;
