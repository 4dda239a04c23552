-- Question: what do language models do for what they cost? One row per model of the settings and what stood behind it. Tokens are what was
-- billed, those of calls without an answer too; `estimated` counts the calls whose provider did not count. Durations in µs, money in
-- micro-dollars by the dated price list of the settings; `simulated` says that answers or prices are not real ones.
CREATE VIEW models AS
  WITH call AS (
    SELECT *, ran AS name FROM fact.run WHERE provider IS NOT NULL
  ), cause AS (
    SELECT name, provider, model, simulated, model_ended AS cause, count(*) AS n
    FROM call WHERE outcome <> 'ok' GROUP BY ALL
  ), causes AS (
    SELECT name, provider, model, simulated, to_json(map_from_entries(list((cause, n) ORDER BY cause))) AS causes
    FROM cause GROUP BY ALL
  )
  SELECT name, provider, model, simulated,
    count(*) AS calls,
    count(*) FILTER (outcome = 'ok') AS ok,
    count(*) FILTER (outcome <> 'ok') AS failed,
    any_value(causes) AS causes,
    sum(attempts)::BIGINT AS attempts,
    sum(input_tokens)::BIGINT AS input_tokens,
    sum(output_tokens)::BIGINT AS output_tokens,
    count(*) FILTER (estimated) AS estimated,
    sum(cost_micro)::BIGINT AS cost_micro,
    sum(cost_micro) / 1e6 AS cost_usd,
    quantile_disc(latency_us, 0.5) AS latency_p50_us,
    quantile_disc(latency_us, 0.95) AS latency_p95_us
  FROM call LEFT JOIN causes USING (name, provider, model, simulated)
  GROUP BY ALL;
