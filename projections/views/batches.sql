-- Question: what did each night's batch choose, spend and bring? One row per batch (SPEC P60-P63). `roi_estimated` takes half the cost of the runs of what was improved,
-- `roi_realised` what later runs of the successors cost less (C9), both net of what all its sessions cost, failed ones too. Micro-dollars: priced compute and models.
CREATE VIEW batches AS
  WITH took AS (
    SELECT e.actor_id AS budget, e.n, json_extract_string(o.value, '$.session') AS session
    FROM fact.batch_ended e, json_each(e.outcomes) o
  ), realised AS (
    SELECT t.budget, t.n, sum(CASE WHEN r.successor IS NULL THEN 0 ELSE r.runs_after * (r.old_cost_micro - r.new_cost_micro) END) AS benefit_micro,
      sum(r.runs_after) AS runs_after
    FROM took t JOIN roi r ON r.task = t.session GROUP BY 1, 2
  )
  SELECT p.actor_id AS budget, p.n, p.seq AS planned_seq, p.recorded_at AS planned_at, p.position, p.considered,
    json_array_length(p.chosen) AS chosen,
    json_array_length(p.skipped) + p.not_listed AS left_alone,
    p.budget_micro,
    e.spent_micro, e.sessions, e.improved, e.roi_estimated,
    CASE WHEN e.spent_micro > 0 THEN (coalesce(r.benefit_micro, 0) - e.spent_micro) / e.spent_micro END AS roi_realised,
    coalesce(r.runs_after, 0)::BIGINT AS runs_after,
    CASE WHEN e.seq IS NULL THEN 'open' ELSE e.reason END AS reason,
    'priced compute and models' AS priced
  FROM fact.batch_planned p
  LEFT JOIN fact.batch_ended e ON e.actor_id = p.actor_id AND e.n = p.n
  LEFT JOIN realised r ON r.budget = p.actor_id AND r.n = p.n;
