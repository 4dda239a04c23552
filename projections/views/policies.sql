-- Question: how do the arms of each choice fare, and is the best of them shown? One row per arm of a capability's choice of generators, over its rewards
-- since the world last moved, and of its rollouts. `present`: it can still be chosen. `verdict` is of the whole choice by Chernoff's rule at a chance of error of .05: `best` (the one that
-- `leads`; who has no reward leads nobody), `undecided` after 20,000 rewards, else `open`; arms that vanished count in the evidence that is asked for. Evidence in nats.
CREATE VIEW policies AS
  WITH drawn AS (
    SELECT kind, capability, action AS arm, count(*) AS drawn FROM choices GROUP BY ALL
  ), offered AS (
    SELECT kind, capability, one.arm AS arm, count(*) AS offered, min(one.propensity) AS propensity_min, max(one.propensity) AS propensity_max
    FROM (SELECT kind, capability, unnest(from_json(arms, '[{"arm":"VARCHAR","propensity":"DOUBLE"}]')) AS one FROM choices WHERE arms IS NOT NULL)
    GROUP BY ALL
    UNION ALL
    SELECT kind, capability, action, count(*), min(propensity), max(propensity) FROM choices WHERE kind = 'rollout' GROUP BY kind, capability, action
  ), declared AS (
    SELECT actor_id AS capability, unnest(from_json(generators, '["VARCHAR"]')) AS arm
    FROM (SELECT * FROM fact.capability_declared QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1)
  ), recent AS (
    SELECT actor_id AS capability, generator, reward, count(*) FILTER (reset) OVER (
      PARTITION BY actor_id ORDER BY seq DESC, idx DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS moved
    FROM fact.generator_rewarded
  ), since AS (
    SELECT capability, generator, count(*) AS n, sum(reward) AS total FROM recent WHERE moved = 0 GROUP BY capability, generator
  ), sampled AS (
    SELECT 'generator' AS kind, b.capability, b.generator AS arm, d.arm IS NOT NULL AS present, coalesce(s.n, 0) AS n, coalesce(s.total, 0) AS total,
      b.alpha, b.beta, b.chosen
    FROM bandit_posteriors b
    LEFT JOIN declared d ON d.capability = b.capability AND d.arm = b.generator
    LEFT JOIN since s ON s.capability = b.capability AND s.generator = b.generator
    UNION ALL
    SELECT c.kind, c.capability, c.action, coalesce(any_value(l.state) NOT IN ('rejected', 'retired'), true), count(*), sum(c.reward),
      1 + sum(c.reward), 1 + count(*) - sum(c.reward), count(*)
    FROM choices c LEFT JOIN fact.life l ON l.artifact = c.action
    WHERE c.kind = 'rollout' GROUP BY c.kind, c.capability, c.action
  ), ranked AS (
    SELECT *, CASE WHEN n > 0 THEN total / n ELSE 0.5 END AS mu, present AND n > 0 AND row_number() OVER (
      PARTITION BY kind, capability ORDER BY present DESC, n > 0 DESC, CASE WHEN n > 0 THEN total / n ELSE 0.5 END DESC, arm) = 1 AS leads
    FROM sampled
  ), met AS (
    SELECT a.kind, a.capability, a.n AS na, a.mu AS pa, b.n AS nb, b.mu AS pb, (a.total + b.total) / (a.n + b.n) AS m
    FROM ranked a JOIN ranked b ON b.kind = a.kind AND b.capability = a.capability AND b.present AND NOT b.leads
    WHERE a.leads
  ), told AS (
    SELECT kind, capability, min(CASE WHEN na = 0 OR nb = 0 THEN 0 ELSE
      na * (CASE WHEN pa = 0 THEN 0 ELSE pa * ln(pa / m) END + CASE WHEN pa = 1 THEN 0 ELSE (1 - pa) * ln((1 - pa) / (1 - m)) END)
      + nb * (CASE WHEN pb = 0 THEN 0 ELSE pb * ln(pb / m) END + CASE WHEN pb = 1 THEN 0 ELSE (1 - pb) * ln((1 - pb) / (1 - m)) END) END) AS evidence
    FROM met GROUP BY kind, capability
  ), whole AS (
    SELECT r.kind, r.capability, any_value(t.evidence) AS evidence, sum(r.n) AS samples,
      CASE WHEN count(*) FILTER (r.present) > 1 THEN ln(2 * greatest(1, sum(r.n)) * (count(*) - 1) / 0.05) ELSE 0 END AS threshold,
      count(*) FILTER (r.present) AS arms, count(*) FILTER (r.present AND r.n > 0) AS known
    FROM ranked r LEFT JOIN told t ON t.kind = r.kind AND t.capability = r.capability
    GROUP BY r.kind, r.capability
  )
  SELECT r.kind, r.capability, r.arm, r.present, r.chosen, coalesce(d.drawn, 0) AS drawn, coalesce(o.offered, 0) AS offered,
    r.n AS rewards, CASE WHEN r.n > 0 THEN r.total / r.n END AS mean, o.propensity_min, o.propensity_max, r.alpha, r.beta, r.leads,
    CASE WHEN w.arms = 0 THEN 'none' WHEN w.known = 0 THEN 'open' WHEN w.arms = 1 OR w.evidence > w.threshold THEN 'best' WHEN w.samples >= 20000 THEN 'undecided' ELSE 'open' END AS verdict,
    coalesce(w.evidence, CASE WHEN w.known = 0 THEN 0 END) AS evidence, w.threshold
  FROM ranked r
  JOIN whole w ON w.kind = r.kind AND w.capability = r.capability
  LEFT JOIN drawn d ON d.kind = r.kind AND d.capability = r.capability AND d.arm = r.arm
  LEFT JOIN offered o ON o.kind = r.kind AND o.capability = r.capability AND o.arm = r.arm;
