-- Question: what was each OPTIMIZE session for, how far is it, and what did it come to? One row per session, refused ones included.
-- `improvement` is percent of the fitness before (SPEC T24). Money and evaluations include experiments that came to nothing; what was read of
-- the projections before it was asked for is `usage`, `value` and `roi_estimated`.
-- `aim` says what decided which experiment counts as better; fitnesses of one aim compare with each other.
CREATE VIEW sessions AS
  WITH asked AS (
    SELECT actor_id AS session, seq, recorded_at, capability, kind, target, trigger, priority, reason, budget, budget_micro, tier, when_idle,
      read, pressure, aim, NULL::VARCHAR AS refusal
    FROM fact.optimization_queued
    UNION ALL
    SELECT actor_id, seq, recorded_at, capability, kind, target, trigger, priority, reason, NULL, NULL, NULL, NULL, NULL, NULL, aim, refusal
    FROM fact.optimization_refused
  ), step AS (
    SELECT actor_id AS session,
      min(recorded_at) FILTER (fact = 'optimization.started') AS started_at,
      any_value(budget) FILTER (fact = 'optimization.started') AS budget,
      arg_max(fact, seq * 65536 + idx) FILTER (fact IN ('optimization.paused', 'optimization.resumed')) AS rest,
      count(*) FILTER (fact = 'optimization.paused') AS pauses,
      any_value(stage) FILTER (fact = 'optimization.stopped') AS stop,
      any_value(reason) FILTER (fact = 'optimization.stopped') AS stop_reason
    FROM fact.optimization_step GROUP BY actor_id
  ), tried AS (
    SELECT session, count(*) AS experiments, count(*) FILTER (outcome = 'open') AS open, arg_max(stage, n) AS stage, max(best) AS best,
      sum(evaluations)::BIGINT AS evaluations, sum(cost_micro)::BIGINT AS cost_micro
    FROM experiments GROUP BY session
  ), parent AS (
    SELECT actor_id AS session, sum(cost_micro)::BIGINT AS cost_micro FROM fact.proof
    WHERE fact = 'parent.proved' AND actor_kind = 'optimization' GROUP BY actor_id
  )
  SELECT a.session,
    a.target,
    a.capability,
    a.trigger,
    a.priority,
    a.tier,
    coalesce(a.aim, 'all') AS aim,
    CASE WHEN a.refusal IS NOT NULL THEN 'refused' WHEN e.seq IS NOT NULL THEN 'ended' WHEN s.rest = 'optimization.paused' THEN 'paused'
      WHEN s.started_at IS NOT NULL THEN 'working' ELSE 'queued' END AS state,
    CASE WHEN a.refusal IS NOT NULL OR e.seq IS NOT NULL THEN 'over' WHEN c.seq IS NOT NULL THEN 'taking over'
      ELSE coalesce(t.stage, 'preparation') END AS stage,
    coalesce(t.experiments, 0) AS experiments,
    coalesce(t.open, 0) AS experiments_open,
    e.fitness_before,
    coalesce(e.fitness_after, t.best) AS best,
    e.fitness_after,
    e.improvement,
    v.name AS tool,
    v.gain AS tool_gain,
    coalesce(e.evaluations, t.evaluations, 0) AS evaluations,
    coalesce(e.cost_micro, coalesce(t.cost_micro, 0) + coalesce(p.cost_micro, 0)) AS cost_micro,
    coalesce(s.budget, a.budget) AS budget,
    a.budget_micro,
    a.when_idle,
    a.pressure,
    json_extract(a.read, '$.usage')::BIGINT AS usage,
    json_extract(a.read, '$.value')::DOUBLE AS value,
    json_extract(a.read, '$.roi_estimated')::DOUBLE AS roi_estimated,
    coalesce(s.pauses, 0) AS pauses,
    s.stop,
    coalesce(a.refusal, s.stop_reason) AS stop_reason,
    e.outcome,
    e.artifact,
    a.reason,
    a.recorded_at AS asked_at,
    s.started_at,
    e.recorded_at AS ended_at,
    a.seq AS asked_seq
  FROM asked a
  LEFT JOIN step s ON s.session = a.session
  LEFT JOIN tried t ON t.session = a.session
  LEFT JOIN parent p ON p.session = a.session
  LEFT JOIN fact.tool_evolved v ON v.actor_id = a.session
  LEFT JOIN fact.optimization_chosen c ON c.actor_id = a.session
  LEFT JOIN fact.optimization_ended e ON e.actor_id = a.session;
