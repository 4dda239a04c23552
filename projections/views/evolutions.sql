-- Question: which evolutions were tried, what was compared, and which were accepted? One row per evolution started on
-- an artifact, by its drift or by a session. `compared`: metric → the parent's and the child's number, as the decision saw them. The tasks of a
-- session are its experiments, and what they cost is the session's.
-- What is accepted may be tried first: `rollout` names it, the outcome is `tried` until it ends, and `rejected` where it does not promote.
CREATE VIEW evolutions AS
  WITH part AS (
    SELECT task AS evolution, task FROM fact.evolution_started
    UNION ALL SELECT actor_id, task FROM fact.experiment_planned
  ), judged AS (
    SELECT actor_id AS task, artifact, generator, verdict, reason, compared, quality FROM fact.candidate_judged
    QUALIFY row_number() OVER (PARTITION BY actor_id, verdict ORDER BY seq DESC, idx DESC) = 1
  ), tally AS (
    SELECT p.evolution, count(*) AS judged FROM part p JOIN fact.candidate_judged j ON j.actor_id = p.task GROUP BY p.evolution
  ), spent AS (
    SELECT p.evolution, sum(c.search_evaluations + c.evidence_evaluations)::BIGINT AS evaluations, sum(c.cost_micro)::BIGINT AS cost_micro
    FROM part p JOIN fact.task_cost c ON c.task = p.task GROUP BY p.evolution
  ), succeeded AS (
    SELECT s.*, coalesce(x.actor_id, s.task) AS evolution FROM fact.artifact_succeeded s
    LEFT JOIN fact.experiment_planned x ON x.task = s.task
  )
  SELECT e.actor_id AS artifact,
    e.task,
    e.seq AS started_seq,
    g.capability,
    e.attempt,
    e.strategy,
    CASE WHEN s.seq IS NOT NULL THEN 'accepted' WHEN r.seq IS NOT NULL THEN 'rejected'
      WHEN w.seq IS NULL THEN 'open' WHEN o.state = 'over' THEN 'rejected' ELSE 'tried' END AS outcome,
    coalesce(s.successor, r.candidate, w.candidate) AS candidate,
    coalesce(j.generator, k.generator) AS generator,
    CASE WHEN s.seq IS NOT NULL THEN j.reason ELSE coalesce(r.reason, o.evidence) END AS reason,
    CASE WHEN s.seq IS NOT NULL THEN j.compared ELSE r.compared END AS compared,
    CASE WHEN s.seq IS NOT NULL THEN j.quality ELSE k.quality END AS candidate_quality,
    coalesce(tally.judged, 0) AS candidates_judged,
    coalesce(c.evaluations, 0) AS evaluations,
    coalesce(c.cost_micro, 0) AS cost_micro,
    e.recorded_at AS started_at,
    coalesce(s.recorded_at, r.recorded_at, CASE WHEN w.seq IS NOT NULL THEN o.ended_at END) AS ended_at,
    w.rollout
  FROM fact.evolution_started e
  JOIN fact.artifact_generated g ON g.actor_id = e.actor_id
  LEFT JOIN succeeded s ON s.actor_id = e.actor_id AND s.evolution = e.task
  LEFT JOIN fact.evolution_rejected r ON r.actor_id = e.actor_id AND r.task = e.task
  LEFT JOIN fact.evolution_tried w ON w.actor_id = e.actor_id AND w.task = e.task
  LEFT JOIN rollouts o ON o.rollout = w.rollout
  LEFT JOIN judged j ON j.task = s.task AND j.verdict = 'accepted' AND j.artifact = s.successor
  LEFT JOIN judged k ON k.task = e.task AND k.verdict = 'rejected' AND k.artifact = r.candidate
  LEFT JOIN tally ON tally.evolution = e.task
  LEFT JOIN spent c ON c.evolution = e.task;
