-- Question: which artifacts are fittest? SPEC C50: fitness = (quality × speed × coverage)^(1/3) with
-- speed = 1 / (1 + latency_s / 0.2). Quality and coverage as proven; latency is the mean of its runs, or of its proof
-- while it has none (`latency_from`). Null where coverage was not measured (tools): not comparable, not zero.
CREATE VIEW fitness AS
  WITH measured AS (
    SELECT artifact_id, capability, artifact_type, state, served, quality_score AS quality, coverage,
      coalesce(avg_execution_time_ms, proof_latency_us / 1000) AS latency_ms,
      CASE WHEN avg_execution_time_ms IS NOT NULL THEN 'runs' WHEN proof_latency_us IS NOT NULL THEN 'proof' END AS latency_from,
      usage_count, run_quality
    FROM artifacts
    WHERE quality_score IS NOT NULL
  ), timed AS (
    SELECT *, 1 / (1 + (latency_ms / 1000) / 0.2) AS speed FROM measured
  )
  SELECT artifact_id, capability, artifact_type, state, served, quality, latency_ms, latency_from, speed, coverage,
    cbrt(quality * speed * coverage) AS fitness, usage_count, run_quality
  FROM timed;
