-- Question: what was chosen when there was a choice, with which chance, and what came of it? One row per choice that was drawn: of a generator in a
-- task, of who answers a run while a rollout shares them out. `propensity` is the chance it had, `arms` all that could be chosen with what was known of
-- them then, `reward` null while nothing came of it; of a run it is its quality, 0 when it failed, 1 where nothing checks it. The columns from
-- `language` on are what could be known when it was chosen; `cause` is why the last proof before it failed.
CREATE VIEW choices AS
  WITH task AS (
    SELECT actor_id AS task, capability, mode, wants FROM fact.task_accepted
  ), turn AS (
    SELECT c.*, t.capability, t.mode, t.wants,
      row_number() OVER (PARTITION BY c.actor_id ORDER BY c.seq, c.idx) AS attempt,
      row_number() OVER (PARTITION BY c.actor_id, c.generator ORDER BY c.seq, c.idx) AS nth
    FROM fact.generator_chosen c JOIN task t ON t.task = c.actor_id
  ), drawn AS (
    SELECT *, from_json(arms, '[{"generator":"VARCHAR","alpha":"DOUBLE","beta":"DOUBLE","propensity":"DOUBLE"}]') AS open
    FROM turn WHERE json_array_length(arms) > 0
  ), rewarded AS (
    SELECT actor_id AS capability, task, generator, reward, row_number() OVER (PARTITION BY actor_id, task, generator ORDER BY seq, idx) AS nth
    FROM fact.generator_rewarded
  ), failed AS (
    SELECT coalesce(g.task, p.actor_id) AS task, p.seq, p.cause
    FROM fact.proof p LEFT JOIN fact.artifact_generated g ON p.fact = 'artifact.tested' AND g.actor_id = p.actor_id
    WHERE p.cause IS NOT NULL
  ), declared AS (
    SELECT actor_id AS capability, language FROM fact.capability_declared
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), why AS (
    SELECT task, min(strategy) AS strategy FROM fact.evolution_started GROUP BY task
  )
  SELECT 'generator' AS kind, d.capability, d.actor_id AS chooser, d.generator AS action,
    list_filter(d.open, lambda one: one.generator = d.generator)[1].propensity AS propensity,
    r.reward,
    to_json(list_transform(d.open, lambda one: {'arm': one.generator, 'propensity': one.propensity, 'alpha': one.alpha, 'beta': one.beta})) AS arms,
    e.language, d.mode, d.wants, w.strategy, d.attempt, f.cause, NULL::VARCHAR AS rollout,
    d.recorded_at AS chosen_at, d.seq, d.idx
  FROM drawn d
  LEFT JOIN rewarded r ON r.capability = d.capability AND r.task = d.actor_id AND r.generator = d.generator AND r.nth = d.nth
  LEFT JOIN declared e ON e.capability = d.capability
  LEFT JOIN why w ON w.task = d.actor_id
  ASOF LEFT JOIN failed f ON f.task = d.actor_id AND f.seq < d.seq
  UNION ALL
  SELECT 'rollout', r.capability, r.rollout, coalesce(r.instead_of, r.ran), r.propensity,
    CASE WHEN r.outcome <> 'ok' THEN 0 ELSE coalesce(r.quality, 1) END, NULL, e.language, NULL, NULL, NULL, NULL, NULL, r.rollout, r.ran_at, r.position, r.idx
  FROM fact.run r LEFT JOIN declared e ON e.capability = r.capability
  WHERE r.rollout IS NOT NULL AND r.propensity < 1;
