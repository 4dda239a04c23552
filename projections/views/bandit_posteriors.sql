-- Question: how much is each generator trusted per capability? Beta(alpha, beta) after its last reward, Beta(1, 1)
-- before any (SPEC E8). `mean` and `sd` are the posterior's; `chosen` counts tasks that tried it.
CREATE VIEW bandit_posteriors AS
  WITH declared AS (
    SELECT actor_id AS capability, generators FROM fact.capability_declared
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), arm AS (
    SELECT capability, unnest(from_json(generators, '["VARCHAR"]')) AS generator FROM declared
    UNION SELECT actor_id, generator FROM fact.generator_rewarded
  ), posterior AS (
    SELECT actor_id AS capability, generator, alpha, beta, version, recorded_at,
      count(*) OVER g AS rewards, sum(reward) OVER g AS reward_sum
    FROM fact.generator_rewarded
    WINDOW g AS (PARTITION BY actor_id, generator)
    QUALIFY row_number() OVER (PARTITION BY actor_id, generator ORDER BY seq DESC, idx DESC) = 1
  ), chosen AS (
    SELECT t.capability, c.generator, count(*) AS chosen
    FROM fact.generator_chosen c JOIN fact.task_accepted t ON t.actor_id = c.actor_id
    GROUP BY t.capability, c.generator
  ), beta AS (
    SELECT capability, generator, coalesce(p.alpha, 1) AS alpha, coalesce(p.beta, 1) AS beta, coalesce(p.rewards, 0) AS rewards,
      coalesce(p.reward_sum, 0) AS reward_sum, coalesce(chosen.chosen, 0) AS chosen, p.version AS capability_version, p.recorded_at AS last_reward_at
    FROM arm
    LEFT JOIN posterior p USING (capability, generator)
    LEFT JOIN chosen USING (capability, generator)
  )
  SELECT capability, generator, alpha, beta, alpha / (alpha + beta) AS mean,
    sqrt(alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1))) AS sd,
    rewards, reward_sum, chosen, capability_version, last_reward_at
  FROM beta;
