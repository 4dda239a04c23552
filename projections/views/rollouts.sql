-- Question: what was tried in the place of what served, how far is it, and what did the numbers say? One row per rollout. `arms`: what each
-- arm did, the incumbent first; `tests`: what the evidence was at the last stage or at the end, each with what it needed; `split`: who
-- answers now. A promotion that was rolled back later is `reversed`.
CREATE VIEW rollouts AS
  WITH staged AS (
    SELECT actor_id AS rollout,
      arg_max(stage, seq * 65536 + idx) AS stage,
      arg_max(artifact, seq * 65536 + idx) AS winner,
      arg_max(reason, seq * 65536 + idx) AS reason,
      arg_max(readings, seq * 65536 + idx) AS readings,
      arg_max(compared, seq * 65536 + idx) FILTER (compared IS NOT NULL) AS compared,
      count(*) AS stages
    FROM fact.rollout_step WHERE fact = 'rollout.staged' GROUP BY actor_id
  ), ended AS (
    SELECT actor_id AS rollout, any_value(outcome) AS outcome, any_value(artifact) AS artifact, any_value(reason) AS reason,
      any_value(readings) AS readings, any_value(recorded_at) AS at
    FROM fact.rollout_step WHERE fact IN ('rollout.concluded', 'rollout.refused') GROUP BY actor_id
  ), harm AS (
    SELECT actor_id AS rollout, list(artifact ORDER BY seq, idx)::JSON AS artifacts, arg_max(guard, seq * 65536 + idx) AS guard,
      arg_max(reason, seq * 65536 + idx) AS reason, arg_max(readings, seq * 65536 + idx) AS readings
    FROM fact.rollout_step WHERE fact = 'rollout.rolled_back' GROUP BY actor_id
  ), reversed AS (
    SELECT actor_id AS rollout, any_value(reason) AS reason, any_value(recorded_at) AS at
    FROM fact.rollout_step WHERE fact = 'rollout.reversed' GROUP BY actor_id
  ), seen AS (
    SELECT actor_id AS rollout, arg_max(seen, seq * 65536 + idx) AS answered, arg_max(arms, seq * 65536 + idx) AS arms, count(*) AS looks
    FROM fact.rollout_observed GROUP BY actor_id
  ), traffic AS (
    SELECT rollout, arg_max(arms, seq * 65536 + idx) FILTER (fact = 'traffic.split') AS split,
      max(seq * 65536 + idx) FILTER (fact = 'traffic.joined') IS NOT NULL AS joined
    FROM fact.traffic GROUP BY rollout
  )
  SELECT o.rollout,
    o.capability,
    o.incumbent,
    o.challengers,
    o.task,
    o.mode,
    CASE WHEN e.outcome IS NOT NULL THEN 'over' WHEN s.stage IS NULL THEN 'checking' WHEN s.stage = '1' THEN 'promoting'
      ELSE 'running' END AS state,
    s.stage,
    coalesce(s.stages, 0) AS stages,
    CASE WHEN r.rollout IS NOT NULL THEN 'reversed' ELSE e.outcome END AS outcome,
    coalesce(e.artifact, s.winner) AS winner,
    coalesce(n.answered, 0) AS answered,
    coalesce(n.looks, 0) AS looks,
    n.arms,
    CASE WHEN h.rollout IS NOT NULL AND e.outcome = 'rolled_back' THEN h.readings ELSE coalesce(e.readings, s.readings) END AS tests,
    s.compared,
    h.artifacts AS left_behind,
    h.guard,
    CASE WHEN t.joined THEN NULL ELSE t.split END AS split,
    coalesce(r.reason, CASE WHEN e.outcome = 'promoted' THEN s.reason END, e.reason, s.reason) AS evidence,
    o.seq AS opened_seq,
    o.recorded_at AS opened_at,
    coalesce(r.at, e.at) AS ended_at
  FROM fact.rollout_opened o
  LEFT JOIN staged s ON s.rollout = o.rollout
  LEFT JOIN ended e ON e.rollout = o.rollout
  LEFT JOIN harm h ON h.rollout = o.rollout
  LEFT JOIN reversed r ON r.rollout = o.rollout
  LEFT JOIN seen n ON n.rollout = o.rollout
  LEFT JOIN traffic t ON t.rollout = o.rollout;
