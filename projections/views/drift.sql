-- Question: what became worse, on which evidence, and what came of it? One row per alarm. Metrics carry statistic,
-- baseline, threshold and samples; `window_runs` is the size of the window; the outcome is open, cleared, confirmed
-- (nothing done yet), evolving, rejected (nothing better was found) or succeeded. A session that found nothing better changes none of it.
CREATE VIEW drift AS
  WITH finding AS (
    SELECT *, lag(finding) OVER (PARTITION BY actor_id ORDER BY seq, idx) AS before FROM fact.drift_found
  ), numbered AS (
    SELECT *, sum(CASE WHEN finding = 'detected' OR (finding = 'confirmed' AND before IS DISTINCT FROM 'detected') THEN 1 ELSE 0 END)
      OVER (PARTITION BY actor_id ORDER BY seq, idx) AS alarm
    FROM finding
  ), alarm AS (
    SELECT actor_id AS artifact, alarm,
      arg_min(seq, seq * 65536 + idx) AS detected_seq, min(recorded_at) AS detected_at,
      arg_min(metrics, seq * 65536 + idx) AS metrics,
      arg_min(runs_in_window, seq * 65536 + idx) AS window_runs,
      arg_min(run_position, seq * 65536 + idx) AS run_position,
      arg_max(finding, seq * 65536 + idx) AS last_finding,
      max(seq) FILTER (finding = 'confirmed') AS confirmed_seq,
      any_value(metrics) FILTER (finding = 'confirmed') AS confirmed_metrics,
      max(seq) FILTER (finding = 'cleared') AS cleared_seq
    FROM numbered WHERE alarm > 0 GROUP BY actor_id, alarm
  ), bounded AS (
    SELECT *, coalesce(lead(detected_seq) OVER (PARTITION BY artifact ORDER BY alarm), 9223372036854775807) AS next_seq FROM alarm
  ), step AS (
    SELECT actor_id AS artifact, seq, 'evolving' AS outcome, task FROM fact.evolution_started WHERE strategy <> 'session'
    UNION ALL SELECT actor_id, seq, 'rejected', task FROM fact.evolution_rejected
      WHERE task NOT IN (SELECT actor_id FROM fact.optimization_queued)
    UNION ALL SELECT actor_id, seq, 'succeeded', task FROM fact.artifact_succeeded
  ), followed AS (
    SELECT b.artifact, b.alarm, arg_max(s.outcome, s.seq) AS outcome, arg_max(s.task, s.seq) AS task, max(s.seq) AS outcome_seq
    FROM bounded b JOIN step s ON s.artifact = b.artifact AND s.seq >= b.detected_seq AND s.seq < b.next_seq
    WHERE b.last_finding = 'confirmed'
    GROUP BY b.artifact, b.alarm
  )
  SELECT b.artifact, g.capability, b.detected_seq, b.detected_at,
    json_extract_string(b.metrics, '$[*].reason') AS reasons,
    b.metrics, b.window_runs, b.run_position, b.confirmed_seq, b.confirmed_metrics,
    CASE b.last_finding WHEN 'cleared' THEN 'cleared' WHEN 'detected' THEN 'open' ELSE coalesce(f.outcome, 'confirmed') END AS outcome,
    CASE b.last_finding WHEN 'cleared' THEN b.cleared_seq ELSE f.outcome_seq END AS outcome_seq,
    f.task
  FROM bounded b
  JOIN fact.artifact_generated g ON g.actor_id = b.artifact
  LEFT JOIN followed f ON f.artifact = b.artifact AND f.alarm = b.alarm;
