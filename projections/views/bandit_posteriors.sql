-- Question: how much is each generator trusted per capability? Beta(alpha, beta) after its last reward, Beta(1, 1)
-- before any (SPEC E8) and after a reset; where a capability forgets (`choosing` of its declaration), every reward of it since has faded what was
-- known. `mean` and `sd` are the posterior's; `chosen` counts tasks that tried it.
CREATE VIEW bandit_posteriors AS
  WITH declared AS (
    SELECT actor_id AS capability, generators, coalesce(json_extract(choosing, '$.gamma')::DOUBLE, 1) AS gamma FROM fact.capability_declared
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), arm AS (
    SELECT capability, unnest(from_json(generators, '["VARCHAR"]')) AS generator FROM declared
    UNION SELECT actor_id, generator FROM fact.generator_rewarded
  ), posterior AS (
    SELECT actor_id AS capability, generator, alpha, beta, version, recorded_at,
      count(*) OVER g AS rewards, sum(reward) OVER g AS reward_sum,
      count(*) OVER since - 1 AS later, count(*) FILTER (reset) OVER since > 0 AS anew
    FROM fact.generator_rewarded
    WINDOW g AS (PARTITION BY actor_id, generator),
      since AS (PARTITION BY actor_id ORDER BY seq DESC, idx DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    QUALIFY row_number() OVER (PARTITION BY actor_id, generator ORDER BY seq DESC, idx DESC) = 1
  ), chosen AS (
    SELECT t.capability, c.generator, count(*) AS chosen
    FROM fact.generator_chosen c JOIN fact.task_accepted t ON t.actor_id = c.actor_id
    GROUP BY t.capability, c.generator
  ), beta AS (
    SELECT capability, generator, CASE WHEN p.anew THEN 1 ELSE coalesce(1 + (p.alpha - 1) * power(gamma, later), 1) END AS alpha,
      CASE WHEN p.anew THEN 1 ELSE coalesce(1 + (p.beta - 1) * power(gamma, later), 1) END AS beta, coalesce(p.rewards, 0) AS rewards,
      coalesce(p.reward_sum, 0) AS reward_sum, coalesce(chosen.chosen, 0) AS chosen, p.version AS capability_version, p.recorded_at AS last_reward_at
    FROM arm
    LEFT JOIN posterior p USING (capability, generator)
    LEFT JOIN declared USING (capability)
    LEFT JOIN chosen USING (capability, generator)
  )
  SELECT capability, generator, alpha, beta, alpha / (alpha + beta) AS mean,
    sqrt(alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1))) AS sd,
    rewards, reward_sum, chosen, capability_version, last_reward_at
  FROM beta;
