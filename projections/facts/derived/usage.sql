-- What each artifact, tool and workflow did when it ran. Quality: mean share of postconditions, properties and the output schema that held.
CREATE VIEW fact.usage AS
  SELECT ran AS artifact,
    count(*) AS runs,
    count(*) FILTER (outcome <> 'ok') AS errors,
    avg(quality) AS quality,
    avg(latency_us) AS latency_mean_us,
    sum(cost_micro)::BIGINT AS cost_micro,
    count(*) FILTER (cache = 'hit') AS cache_hits,
    count(*) FILTER (cache <> 'none') AS cache_asked,
    max(ran_at) AS last_used
  FROM fact.run
  GROUP BY ran;
