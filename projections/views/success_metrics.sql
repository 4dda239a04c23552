-- Question: are the targets reached that the project set itself? One row per target: SPEC G15 (generation under 30 s, quality over .9, more than five
-- patterns a week, more than 5 % a generation) and P91 (no generation below the one before). `value` is null and the verdict `unknown` where the log
-- does not say; nothing is assumed. A generation is what took over as an evolution or by a rollout, found by a task or a population. A pattern is source that a search or a model found and that was stored, each once, or a fix that was learned.
CREATE VIEW success_metrics AS
  WITH made AS (
    SELECT epoch(ended_at::TIMESTAMP) - epoch(accepted_at::TIMESTAMP) AS seconds
    FROM tasks WHERE mode = 'core' AND outcome = 'answered' AND answered_by <> 'memory'
  ), ran AS (
    SELECT quality FROM fact.run WHERE quality IS NOT NULL AND model IS NULL
  ), span AS (
    SELECT max(recorded_at::TIMESTAMP) AS newest, min(recorded_at::TIMESTAMP) <= max(recorded_at::TIMESTAMP) - INTERVAL 7 DAY AS whole FROM fact.commit
  ), pattern AS (
    SELECT s.source AS pattern, min(s.recorded_at::TIMESTAMP) AS found_at
    FROM fact.artifact_stored s JOIN fact.artifact_generated g ON g.actor_id = s.actor_id
    WHERE g.generator <> 'seed' GROUP BY s.source
    UNION ALL
    SELECT fix, min(recorded_at::TIMESTAMP) FROM fact.fix_learned GROUP BY fix
  ), week AS (
    SELECT count(*) AS patterns FROM pattern, span WHERE found_at > newest - INTERVAL 7 DAY
  ), judged AS (
    SELECT actor_id, artifact, compared FROM fact.candidate_judged WHERE verdict = 'accepted'
    UNION ALL
    SELECT actor_id, artifact, json_extract(data, '$.compared') FROM fact.population_step WHERE fact = 'winner.proved' AND outcome = 'accepted'
  ), step AS (
    SELECT p.seq, j.compared, CASE WHEN q.target IS NOT NULL THEN q.improvement / 100
      WHEN w.strategy = 'speed' THEN 1 - json_extract(j.compared, '$.fuel.child')::DOUBLE / nullif(json_extract(j.compared, '$.fuel.parent')::DOUBLE, 0)
      ELSE json_extract(j.compared, '$.quality.child')::DOUBLE / nullif(json_extract(j.compared, '$.quality.parent')::DOUBLE, 0) - 1 END AS gain
    FROM fact.capability_promoted p
    LEFT JOIN judged j ON j.actor_id = p.task AND j.artifact = p.artifact
    LEFT JOIN fact.evolution_started w ON w.task = p.task
    LEFT JOIN sessions q ON q.session = (SELECT min(x.actor_id) FROM fact.experiment_planned x WHERE x.task = p.task)
    WHERE p.reason IN ('evolution', 'rollout')
  ), held AS (
    SELECT json_extract(compared, '$.quality.child')::DOUBLE >= json_extract(compared, '$.quality.parent')::DOUBLE AS holds FROM step
  ), measured AS (
    SELECT 1 AS n, 'generation_seconds' AS metric, 'G15' AS spec, avg(seconds) AS value, '<' AS relation, 30.0 AS target, count(*) AS samples FROM made
    UNION ALL SELECT 2, 'quality', 'G15', avg(quality), '>', 0.9, count(*) FROM ran
    UNION ALL SELECT 3, 'patterns_per_week', 'G15', CASE WHEN whole OR patterns > 5 THEN patterns END, '>', 5, patterns FROM week, span
    UNION ALL SELECT 4, 'gain_per_generation', 'G15', avg(gain), '>', 0.05, count(gain) FROM step
    UNION ALL SELECT 5, 'generations_not_worse', 'P91', avg(holds::INTEGER), '>=', 1, count(holds) FROM held
  )
  SELECT metric, spec, value, relation, target::DOUBLE AS target, samples,
    CASE WHEN value IS NULL THEN 'unknown'
      WHEN CASE relation WHEN '<' THEN value < target WHEN '>' THEN value > target ELSE value >= target END THEN 'pass' ELSE 'fail' END AS verdict
  FROM measured;
