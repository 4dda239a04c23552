-- Question: what did each capability cost, by kind? One row per capability and kind: `proof`, `search`, `run`. Micro-
-- dollars; compute is priced by configuration and says so. Failed attempts cost, too (SPEC C18).
CREATE VIEW costs AS
  WITH spent AS (
    SELECT capability, kind, cost_micro FROM fact.spending
    UNION ALL SELECT capability, 'run', cost_micro FROM fact.run
  )
  SELECT coalesce(capability, '(unknown)') AS capability, kind, count(*) AS items, sum(cost_micro)::BIGINT AS cost_micro, sum(cost_micro) / 1e6 AS cost_usd,
    'priced compute' AS priced
  FROM spent
  GROUP BY 1, 2;
