-- Question: what did each capability cost, by kind? One row per capability and kind: `proof`, `search`, `run`, `model`. A call of a model
-- stands under the capability it was made for, else under `model-<name>`. Micro-dollars; compute is priced by configuration and says so,
-- models by the price list of the settings. Failed attempts cost, too (SPEC C18).
CREATE VIEW costs AS
  WITH steps AS (
    SELECT parent, sum(cost_micro - coalesce(models_micro, 0)) AS cost_micro FROM fact.run WHERE parent IS NOT NULL GROUP BY parent
  ), spent AS (
    -- What a task paid a model is in the run of that call.
    SELECT capability, kind, cost_micro, NULL::BOOLEAN AS simulated FROM fact.spending WHERE kind <> 'model'
    -- What the steps of a workflow cost is booked with them, not again with the workflow; what a prompt paid models with their calls.
    UNION ALL SELECT r.capability, 'run', greatest(0, r.cost_micro - coalesce(s.cost_micro, 0) - coalesce(r.models_micro, 0)), NULL
    FROM fact.run r LEFT JOIN steps s ON s.parent = r.run_id WHERE r.provider IS NULL
    UNION ALL SELECT coalesce(model_for, capability), 'model', cost_micro, simulated FROM fact.run WHERE provider IS NOT NULL
  )
  SELECT coalesce(capability, '(unknown)') AS capability, kind, count(*) AS items, sum(cost_micro)::BIGINT AS cost_micro, sum(cost_micro) / 1e6 AS cost_usd,
    CASE
      WHEN kind <> 'model' THEN 'priced compute'
      WHEN bool_and(simulated) THEN 'simulated'
      WHEN bool_or(simulated) THEN 'price list, partly simulated'
      ELSE 'price list'
    END AS priced
  FROM spent
  GROUP BY 1, 2;
