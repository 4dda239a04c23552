import type { ViewName } from '../../projections/index.ts';

/** One query per view that is worth asking; a test runs each. */
export const exampleQueries: Readonly<Record<ViewName, string>> = {
  commits: 'SELECT seq, actor_kind, actor_id, types FROM commits ORDER BY seq DESC LIMIT 20',
  runs: "SELECT ran_at, ran, outcome, error FROM runs WHERE outcome <> 'ok' ORDER BY position, idx",
  artifacts: 'SELECT capability, artifact_id, shown, quality_score, usage_count FROM artifacts WHERE served',
  fitness: 'SELECT capability, artifact_id, fitness FROM fitness ORDER BY fitness DESC NULLS LAST',
  proofs:
    'SELECT artifact, verdict, cause, quality, quality_recomputed, strength FROM proofs WHERE NOT agrees OR weak_suite',
  tasks: 'SELECT task, capability, outcome, reason, evaluations FROM tasks ORDER BY accepted_at',
  answers:
    'SELECT task, capability, generator, generation_s, fitness, hints FROM answers ORDER BY answered_at',
  experiments:
    'SELECT session, n, generator, temperature, outcome, fitness, cost_micro FROM experiments ORDER BY session, n',
  sessions:
    "SELECT session, target, trigger, stage, best, cost_micro FROM sessions WHERE state <> 'ended' ORDER BY asked_seq",
  rollouts: 'SELECT rollout, stage, outcome, answered, evidence FROM rollouts ORDER BY opened_seq',
  populations:
    'SELECT population, outcome, best, held_out_incumbent, held_out_winner, evaluations, cost_micro FROM populations ORDER BY queued_at',
  generations:
    'SELECT population, generation, phase, quality, mean, hypervolume, flat FROM generations ORDER BY population, generation',
  fronts:
    'SELECT population, candidate, objectives, operators, chosen FROM fronts ORDER BY population, candidate',
  operators:
    'SELECT genome, operator, proposed, refused, evaluated, better, in_front FROM operators ORDER BY better DESC',
  evolutions: 'SELECT artifact, candidate, outcome, reason, compared FROM evolutions ORDER BY started_seq',
  roi: 'SELECT task, roi_estimated, roi_realised FROM roi ORDER BY roi_realised NULLS LAST',
  tiers: 'SELECT tier, sessions, improved, mean_cost_micro, mean_quality_gain FROM tiers ORDER BY tier',
  budgets: 'SELECT budget, cap_micro, reserved_micro, spent_micro, left_micro FROM budgets ORDER BY budget',
  batches: 'SELECT budget, n, sessions, improved, spent_micro, roi_estimated, roi_realised FROM batches',
  bottlenecks: 'SELECT workflow, step, time_share, impact_quality FROM bottlenecks WHERE bottleneck',
  bandit_posteriors:
    'SELECT capability, generator, mean, sd FROM bandit_posteriors ORDER BY capability, mean DESC',
  choices:
    'SELECT capability, action, propensity, reward FROM choices WHERE reward IS NOT NULL ORDER BY kind, seq, idx',
  policies:
    'SELECT capability, arm, rewards, mean, verdict, evidence, threshold FROM policies WHERE leads ORDER BY capability',
  lineage:
    'SELECT parent, artifact_id, generator, operators FROM lineage WHERE parent IS NOT NULL ORDER BY generated_seq',
  drift: 'SELECT artifact, reasons, window_runs, outcome FROM drift ORDER BY detected_seq',
  drift_detectors:
    'SELECT capability, channel, detector, windows, alarms, last_statistic, last_threshold FROM drift_detectors ORDER BY alarms DESC',
  ladders:
    'SELECT check_n, from_tool, tool, direction, reason, cache_hit_rate, quality FROM ladders ORDER BY step_seq, step_idx',
  costs: 'SELECT capability, sum(cost_usd) AS usd FROM costs GROUP BY capability ORDER BY usd DESC',
  models: 'SELECT name, calls, failed, causes, cost_usd, latency_p95_us FROM models ORDER BY cost_usd DESC',
  savings:
    'SELECT capability, requests, saving, once_saving, break_even_requests FROM savings ORDER BY capability',
  cache: 'SELECT capability, runs, hit_rate, saved_micro FROM cache WHERE hits > 0',
  generators: 'SELECT generator, accepted, evaluations_per_accepted FROM generators ORDER BY accepted DESC',
  memory: 'SELECT capability, artifact_id, description FROM memory WHERE offered ORDER BY stored_seq',
  tools: 'SELECT tool, tool_version, state, demotion FROM tools ORDER BY priority DESC, tool',
  pressure:
    'SELECT changed_at, level, reason, load_percent, local_time, ended_at FROM pressure ORDER BY changed_seq',
  hardware: 'SELECT changed_at, gpu_mb, memory_mb, ratio FROM hardware ORDER BY changed_seq',
  health: 'SELECT measure, value, unit FROM health ORDER BY measure',
  success_metrics: 'SELECT metric, value, relation, target, verdict FROM success_metrics ORDER BY metric',
};
