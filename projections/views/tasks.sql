-- Question: what was asked for, and what became of it? One row per task. `state` is its last step; `duration_s` is
-- from acceptance to outcome; evaluations and micro-dollars (priced compute, and what models were paid) include refused candidates.
CREATE VIEW tasks AS
  WITH step AS (
    SELECT actor_id AS task, seq, idx, recorded_at, 'accepted' AS state FROM fact.task_accepted
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'rejected' FROM fact.task_rejected
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'funded' FROM fact.task_funded
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'evidence prepared' FROM fact.suite_fact WHERE fact = 'evidence.prepared'
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'parent proved' FROM fact.proof WHERE fact = 'parent.proved' AND actor_kind = 'task'
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'searching' FROM fact.generator_chosen
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'proving candidates' FROM fact.candidates_proposed
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'judging' FROM fact.candidate_judged
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'selected' FROM fact.candidate_selected
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'answered' FROM fact.task_answered
    UNION ALL SELECT actor_id, seq, idx, recorded_at, 'unanswered' FROM fact.task_unanswered
  ), last AS (
    SELECT *, min(recorded_at) OVER (PARTITION BY task) AS began_at FROM step
    QUALIFY row_number() OVER (PARTITION BY task ORDER BY seq DESC, idx DESC) = 1
  ), proposed AS (
    SELECT actor_id AS task, count(*) AS attempts, sum(proposed)::BIGINT AS candidates, sum(plausible)::BIGINT AS plausible
    FROM fact.candidates_proposed GROUP BY actor_id
  ), judged AS (
    SELECT actor_id AS task, count(*) FILTER (verdict = 'accepted') AS accepted, count(*) FILTER (verdict = 'rejected') AS refused
    FROM fact.candidate_judged GROUP BY actor_id
  )
  SELECT last.task,
    coalesce(a.capability, r.capability) AS capability,
    a.mode,
    a.target,
    x.actor_id AS session,
    a.description,
    last.state,
    CASE WHEN last.state IN ('answered', 'unanswered', 'rejected') THEN last.state ELSE 'open' END AS outcome,
    n.artifact,
    n.quality,
    n.answered_by,
    coalesce(u.reason, r.reason) AS reason,
    u.ways_out,
    began_at AS accepted_at,
    CASE WHEN last.state IN ('answered', 'unanswered', 'rejected') THEN last.recorded_at END AS ended_at,
    CASE WHEN last.state IN ('answered', 'unanswered', 'rejected')
      THEN (epoch_us(last.recorded_at::TIMESTAMP) - epoch_us(began_at::TIMESTAMP)) / 1e6 END AS duration_s,
    coalesce(proposed.attempts, 0) AS attempts,
    coalesce(proposed.candidates, 0) AS candidates,
    coalesce(proposed.plausible, 0) AS plausible,
    coalesce(judged.accepted, 0) AS accepted,
    coalesce(judged.refused, 0) AS refused,
    coalesce(c.search_evaluations + c.evidence_evaluations, 0) AS evaluations,
    coalesce(c.cost_micro, 0) AS cost_micro
  FROM last
  LEFT JOIN fact.task_accepted a ON a.actor_id = last.task
  LEFT JOIN fact.task_rejected r ON r.actor_id = last.task
  LEFT JOIN fact.task_answered n ON n.actor_id = last.task
  LEFT JOIN fact.task_unanswered u ON u.actor_id = last.task
  LEFT JOIN fact.experiment_planned x ON x.task = last.task
  LEFT JOIN proposed ON proposed.task = last.task
  LEFT JOIN judged ON judged.task = last.task
  LEFT JOIN fact.task_cost c ON c.task = last.task;
