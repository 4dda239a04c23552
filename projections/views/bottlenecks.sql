-- Question: which step of a workflow is most worth improving? One row per workflow and artifact that ran as its step.
-- SPEC P22: a workflow's time and cost are the sums over its steps, its quality that of the weakest. SPEC P23, C14:
-- impact_quality = time share × usage × (1 − quality), impact_latency = time share × usage: a perfect but slow step
-- still shows. Usage: runs of the workflow. A step's quality is that of its runs, else as proven.
CREATE VIEW bottlenecks AS
  WITH step_run AS (
    SELECT w.ran AS workflow, w.capability AS workflow_capability, r.ran AS step, r.capability, r.parent, r.latency_us, r.cost_micro, r.quality, r.outcome
    FROM fact.run r
    JOIN fact.run w ON w.run_id = r.parent AND w.kind = 'workflow'
  ), used AS (
    SELECT ran AS workflow, count(*) AS usage FROM fact.run WHERE kind = 'workflow' GROUP BY ran
  ), step AS (
    SELECT s.workflow, any_value(s.workflow_capability) AS workflow_capability, s.step, any_value(s.capability) AS step_capability,
      u.usage, count(*) AS step_runs, count(*) FILTER (s.outcome <> 'ok') AS errors,
      sum(s.latency_us) / u.usage / 1000 AS time_ms, sum(s.cost_micro) / u.usage AS cost_micro,
      coalesce(avg(s.quality), any_value(a.quality_score)) AS quality,
      CASE WHEN avg(s.quality) IS NOT NULL THEN 'runs' WHEN any_value(a.quality_score) IS NOT NULL THEN 'proof' END AS quality_from
    FROM step_run s
    JOIN used u ON u.workflow = s.workflow
    LEFT JOIN artifacts a ON a.artifact_id = s.step
    GROUP BY s.workflow, s.step, u.usage
  ), shared AS (
    SELECT *,
      sum(time_ms) OVER w AS workflow_time_ms, sum(cost_micro) OVER w AS workflow_cost_micro, min(quality) OVER w AS workflow_quality,
      CASE WHEN sum(time_ms) OVER w > 0 THEN time_ms / sum(time_ms) OVER w ELSE 0 END AS time_share
    FROM step
    WINDOW w AS (PARTITION BY workflow)
  )
  SELECT workflow, workflow_capability, step, step_capability, usage, step_runs, errors, time_ms, time_share, cost_micro,
    quality, quality_from,
    time_share * usage * (1 - quality) AS impact_quality,
    time_share * usage AS impact_latency,
    row_number() OVER (PARTITION BY workflow ORDER BY time_share DESC, step) = 1 AS bottleneck,
    workflow_time_ms, workflow_cost_micro, workflow_quality
  FROM shared;
