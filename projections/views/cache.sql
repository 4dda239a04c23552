-- Question: how often do caches answer, and what does that save? One row per capability that ran; calls of models are in `models`. `hit_rate` is of the runs that asked a
-- cache, `reused` of all runs. A hit saves the mean cost of a miss, less its own; null while no miss has shown what that is.
CREATE VIEW cache AS
  WITH ran AS (
    SELECT capability, count(*) AS runs,
      count(*) FILTER (cache = 'hit') AS hits,
      count(*) FILTER (cache = 'miss') AS misses,
      count(*) FILTER (cache = 'none') AS none,
      coalesce(sum(cost_micro) FILTER (cache = 'hit'), 0)::BIGINT AS hit_micro,
      coalesce(sum(cost_micro) FILTER (cache = 'miss'), 0)::BIGINT AS miss_micro
    FROM fact.run WHERE provider IS NULL GROUP BY capability
  )
  SELECT capability, runs, hits, misses, none,
    CASE WHEN hits + misses > 0 THEN hits / (hits + misses) END AS hit_rate,
    hits / runs AS reused,
    hit_micro,
    miss_micro,
    CASE WHEN misses > 0 THEN miss_micro / misses END AS per_miss_micro,
    CASE WHEN misses > 0 THEN hits * (miss_micro / misses) - hit_micro END AS saved_micro,
    'priced compute' AS priced
  FROM ran;
