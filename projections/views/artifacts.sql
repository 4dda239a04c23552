-- Question: what do we have, in which state, how good, and how much used? One row per artifact, tool and workflow.
-- The twelve fields of SPEC P9 first; `content` is the sha256 of the source. Then the lifecycle, the key metrics of
-- SPEC A32, and the value of improving it (SPEC P30, P32): usage × (1 − quality) × dollars per run.
CREATE VIEW artifacts AS
  WITH proved AS (
    SELECT * FROM fact.proof WHERE fact = 'artifact.tested'
    QUALIFY row_number() OVER (PARTITION BY artifact ORDER BY seq DESC, idx DESC) = 1
  ), stored AS (
    SELECT actor_id AS artifact, quality, suite_version FROM fact.artifact_stored
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), declared AS (
    SELECT actor_id AS capability, kind FROM fact.capability_declared
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1
  ), base AS (
    SELECT g.*, l.state, l.shown, l.successor, coalesce(s.quality, p.quality) AS proven,
      p.verdict, p.passed, p.total, p.coverage, p.performance, p.robustness, p.fuel, p.held_out_passed,
      p.held_out_total, p.formula, p.latency_us AS proof_latency_us, coalesce(u.runs, 0) AS used, u.errors,
      u.quality AS run_quality, u.latency_mean_us, u.cost_micro, u.cache_hits, u.cache_asked, u.last_used AS used_at,
       p.strength, p.weak_suite, p.cause, d.kind AS declared_kind, v.artifact IS NOT NULL AS is_served,
       q.cause || ': ' || q.detail AS quarantine
    FROM fact.artifact_generated g
    JOIN fact.life l ON l.artifact = g.actor_id
    LEFT JOIN proved p ON p.artifact = g.actor_id
    LEFT JOIN stored s ON s.artifact = g.actor_id
    LEFT JOIN fact.usage u ON u.artifact = g.actor_id
    LEFT JOIN declared d ON d.capability = g.capability
    LEFT JOIN fact.served v ON v.artifact = g.actor_id
    LEFT JOIN fact.artifact_quarantined q ON q.actor_id = g.actor_id
  )
  SELECT
    actor_id AS artifact_id,
    CASE WHEN actor_kind <> 'artifact' THEN actor_kind WHEN declared_kind = 'test' THEN 'test' ELSE 'function' END AS artifact_type,
    capability AS name,
    source AS content,
    CASE WHEN verdict IS NOT NULL THEN json_object('verdict', verdict, 'passed', passed, 'total', total,
      'coverage', coverage, 'performance', performance, 'robustness', robustness, 'fuel', fuel,
      'held_out_passed', held_out_passed, 'held_out_total', held_out_total, 'formula', formula) END AS test_results,
    proven AS quality_score,
    used AS usage_count,
    latency_mean_us / 1000 AS avg_execution_time_ms,
    recorded_at AS created_at,
    used_at AS last_used,
    json_array(language, generator, 'generation ' || generation) AS tags,
    json_object('entry', entry, 'bytes', bytes, 'parents', parents, 'operators', operators, 'provenance', provenance,
      'seed', seed, 'suite_version', suite_version, 'task', task) AS metadata,
    state,
    shown,
    successor,
    is_served AS served,
    quarantine,
    capability,
    generation,
    generator,
    run_quality,
    CASE WHEN used > 0 THEN errors / used END AS error_rate,
    CASE WHEN cache_asked > 0 THEN cache_hits / cache_asked END AS cache_hit_rate,
    CASE WHEN used > 0 THEN cost_micro / used END AS cost_per_run_micro,
    1 - proven AS improvement_potential,
    CASE WHEN used > 0 THEN used * (1 - proven) * (cost_micro / used) / 1e6 END AS value_usd,
    coverage,
    proof_latency_us,
    strength,
    weak_suite,
    cause,
    seq AS generated_seq
  FROM base;
