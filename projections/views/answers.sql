-- Question: what came of each task that was answered with something new, and how good was it then? One row per such task: the record of SPEC T5. Quality,
-- coverage and latency are those of its proof, fitness is made from them (SPEC C50); `generation_s` is from the choice of the generator to
-- its proposal; `made_from` are the parents; `hints` is what it left for OPTIMIZE. Times are measured and decide nothing.
CREATE VIEW answers AS
  WITH accepted AS (
    SELECT actor_id AS task, artifact, generator, seq FROM fact.candidate_judged WHERE verdict = 'accepted'
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), proposed AS (
    SELECT a.task, p.seq, p.recorded_at FROM accepted a JOIN fact.candidates_proposed p ON p.actor_id = a.task AND p.seq < a.seq
    QUALIFY row_number() OVER (PARTITION BY a.task ORDER BY p.seq DESC) = 1
  ), chosen AS (
    SELECT p.task, c.recorded_at FROM proposed p JOIN fact.generator_chosen c ON c.actor_id = p.task AND c.seq < p.seq
    QUALIFY row_number() OVER (PARTITION BY p.task ORDER BY c.seq DESC) = 1
  ), proved AS (
    SELECT * FROM fact.proof WHERE fact = 'artifact.tested'
    QUALIFY row_number() OVER (PARTITION BY artifact ORDER BY seq DESC, idx DESC) = 1
  ), hinted AS (
    SELECT actor_id AS task, artifact, to_json(list(reason ORDER BY seq, idx)) AS hints FROM fact.hint_left GROUP BY actor_id, artifact
  )
  SELECT
    n.actor_id AS task,
    n.artifact,
    t.capability,
    t.mode AS phase,
    n.answered_by AS generator,
    (epoch_us(proposed.recorded_at::TIMESTAMP) - epoch_us(chosen.recorded_at::TIMESTAMP)) / 1e6 AS generation_s,
    p.verdict = 'passed' AS test_passed,
    n.quality,
    p.latency_us / 1e6 AS latency_s,
    p.coverage,
    cbrt(n.quality / (1 + p.latency_us / 1e6 / 0.2) * p.coverage) AS fitness,
    g.parents AS made_from,
    h.hints,
    t.description AS prompt,
    n.recorded_at AS answered_at
  FROM fact.task_answered n
  JOIN accepted a ON a.task = n.actor_id AND a.artifact = n.artifact
  JOIN fact.task_accepted t ON t.actor_id = n.actor_id
  JOIN fact.artifact_generated g ON g.actor_id = n.artifact
  JOIN proposed ON proposed.task = n.actor_id
  JOIN chosen ON chosen.task = n.actor_id
  LEFT JOIN proved p ON p.artifact = n.artifact
  LEFT JOIN hinted h ON h.task = n.actor_id AND h.artifact = n.artifact;
