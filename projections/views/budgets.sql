-- Question: what may be spent, what was, and what is left? One row per budget. SPEC P61, C6, C18: what is reserved is neither spent nor left, failures are spent, and what was
-- spent beyond a reservation shows as `beyond_micro`. A budget whose cap was lowered below what was spent has nothing left, not less. Micro-dollars: priced compute and models.
CREATE VIEW budgets AS
  WITH cap AS (
    SELECT actor_id AS budget, evaluations AS cap_evaluations, cost_micro AS cap_micro FROM fact.budget_moved WHERE fact = 'opened'
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), last AS (
    -- A holder reserves once and is then settled or released: its last movement says whether it still holds.
    SELECT actor_id AS budget, kind, fact, evaluations, cost_micro FROM fact.budget_moved WHERE fact IN ('reserved', 'spent', 'released')
    QUALIFY row_number() OVER (PARTITION BY actor_id, kind, task ORDER BY seq DESC, idx DESC) = 1
  ), held AS (
    SELECT budget, count(*) AS holders, sum(evaluations)::BIGINT AS reserved_evaluations, coalesce(sum(cost_micro), 0)::BIGINT AS reserved_micro
    FROM last WHERE fact = 'reserved' GROUP BY budget
  ), by_kind AS (
    SELECT actor_id AS budget, kind, sum(evaluations)::BIGINT AS evaluations, sum(cost_micro)::BIGINT AS cost_micro,
      coalesce(sum(beyond_micro), 0)::BIGINT AS beyond_micro, count(*) AS holders
    FROM fact.budget_moved WHERE fact = 'spent' GROUP BY 1, 2
  ), spent AS (
    SELECT budget, sum(evaluations)::BIGINT AS spent_evaluations, sum(cost_micro)::BIGINT AS spent_micro, sum(beyond_micro)::BIGINT AS beyond_micro,
      to_json(list(json_object('kind', kind, 'settled', holders, 'evaluations', evaluations, 'cost_micro', cost_micro) ORDER BY kind)) AS by_kind
    FROM by_kind GROUP BY budget
  ), refused AS (
    SELECT actor_id AS budget, count(*) AS refused FROM fact.budget_moved WHERE fact = 'refused' GROUP BY 1
  )
  SELECT c.budget, c.cap_micro,
    coalesce(h.reserved_micro, 0) AS reserved_micro,
    coalesce(s.spent_micro, 0) AS spent_micro,
    greatest(0, c.cap_micro - coalesce(s.spent_micro, 0) - coalesce(h.reserved_micro, 0)) AS left_micro,
    coalesce(s.beyond_micro, 0) AS beyond_micro,
    c.cap_evaluations,
    coalesce(h.reserved_evaluations, 0) AS reserved_evaluations,
    coalesce(s.spent_evaluations, 0) AS spent_evaluations,
    greatest(0, c.cap_evaluations - coalesce(s.spent_evaluations, 0) - coalesce(h.reserved_evaluations, 0)) AS left_evaluations,
    coalesce(h.holders, 0) AS holders,
    coalesce(r.refused, 0) AS refused,
    s.by_kind,
    'priced compute and models' AS priced
  FROM cap c
  LEFT JOIN held h ON h.budget = c.budget
  LEFT JOIN spent s ON s.budget = c.budget
  LEFT JOIN refused r ON r.budget = c.budget;
